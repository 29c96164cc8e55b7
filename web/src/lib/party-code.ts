/** People paste codes with blanks and dashes, or the whole link. */
export function partyCodeFrom(input: string): string {
  const link = /\/(?:join|party)\/([^/?#\s]+)/i.exec(input);
  return (link?.[1] ?? input)
    .replace(/[^0-9a-z]/gi, '')
    .toUpperCase()
    .slice(0, 12);
}
