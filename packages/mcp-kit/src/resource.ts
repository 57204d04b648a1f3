/** A document that a server offers beside its tools. */
export interface Resource<Context> {
  name: string
  title: string
  description: string
  /** May hold `{name}` for one part of a path and end in `{?a,b}` for optional query parameters (RFC 6570). */
  uri: string
  /** Of documents that do not say their own. Left out where they differ. */
  mimeType?: string | undefined
  /** How long a read may take in all; one minute unless given. Completions get no more than this, and at most 5 s. */
  timeLimitMs?: number | undefined
  /** `variables` holds the values of the template's variables that the URI gave. */
  read(
    variables: Readonly<Record<string, string>>,
    context: Context,
    signal: AbortSignal,
  ): Promise<string | TypedText | TypedBytes>
  /** Completions of the template's variables, by name. */
  complete?: Readonly<Record<string, Completer<Context>>> | undefined
}

type Completer<Context> = (
  typed: string,
  context: Context,
  signal: AbortSignal,
) => readonly string[] | Promise<readonly string[]>

/** A text whose type is not that of every document of its resource. */
export interface TypedText {
  text: string
  mimeType: string
}

/** A document that is no text, such as a Parquet file; it travels as base64. */
export interface TypedBytes {
  bytes: Uint8Array
  mimeType: string
}
