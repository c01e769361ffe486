/** The user options that we write. They survive renames, and nothing of the operator's is named like this. */
export const ownerOption = '@tapmux';
export const runOption = '@tapmux_run';
/** On the hub session itself, so that other daemons on this server know it for what it is. */
export const hubOption = '@tapmux_hub';
