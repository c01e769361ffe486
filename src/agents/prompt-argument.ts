/** The first prompt as an argument. One that begins with a dash would be taken for a flag. */
export function promptArgument(prompt: string | undefined): readonly string[] {
  if (prompt === undefined) return [];
  return prompt.startsWith('-') ? ['--', prompt] : [prompt];
}
