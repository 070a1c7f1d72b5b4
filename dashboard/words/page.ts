// A page of the site as people call it: by its path.

/** https://shop.example/sofas?utm_source=x → /sofas; what is not an address stays as it is. */
export function pagePath(address: string): string {
  return /^https?:\/\/[^/?#]+([^?#]*)/.exec(address)?.[1] || (address.startsWith('http') ? '/' : address);
}
