/** A text that a person picks and a model works by: which tools to call in which order, and how to answer. */
export interface Prompt<Context> {
  name: string
  title: string
  description: string
  /** What it may be filled in with, by name; every value is a text. */
  arguments: Readonly<Record<string, PromptArgument>>
  /** Gives the text. What it throws is told as a failed request. */
  write(filled: Readonly<Record<string, string>>, context: Context): string
}

export interface PromptArgument {
  description: string
  required?: boolean | undefined
}
