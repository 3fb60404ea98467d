/** A problem of the schema file, and how to fix it. */
export interface SchemaIssue {
  readonly problem: string;
  readonly hint: string;
}

export type AddIssue = (problem: string, hint: string) => void;

/** JSON text of a name, for messages. */
export function quote(name: string): string {
  return JSON.stringify(name);
}
