// A sentence whose addresses can be followed: some reasons say where to go.

const ADDRESS = /(https?:\/\/[^\s<>()"]+[^\s<>()".,;:])/;

export function Linked({ text }: { text: string }) {
  return text.split(ADDRESS).map((part, n) =>
    n % 2 === 1 ? (
      <a key={part} href={part} target="_blank" rel="noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
