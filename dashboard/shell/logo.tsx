// The mark: a trace that ends in a point. The same drawing as logo.svg.

export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="Dialtrace">
      <rect width="32" height="32" rx="8" fill="#4556d4" />
      <path d="M7 22c5 0 4-12 9-12s3 8 7 8" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="24.2" cy="18" r="2.6" fill="#ffd37a" />
    </svg>
  );
}
