/** At most so many characters (code points), with an ellipsis as the last one where something was cut. */
export function clip(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}
