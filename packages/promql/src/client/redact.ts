const removed = '[redacted]'

/** Shorter texts are no secrets, and removing them would garble messages. */
const shortestSecret = 4

/** Takes credentials out of texts that come from elsewhere, since a proxy may echo what it was sent. */
export interface Redactor {
  /** Learns the credentials of an `Authorization` header. */
  learn(authorization: string): void
  redact(text: string): string
}

export function createRedactor(headers: Readonly<Record<string, string>> = {}): Redactor {
  const fixed = Object.values(headers)
  let current: readonly string[] = []
  // A request that is still on its way may have carried the token before this one.
  let previous: readonly string[] = []
  return {
    learn(authorization) {
      const credentials = credentialsOf(authorization)
      if (credentials[0] === current[0]) return
      previous = current
      current = credentials
    },
    redact(text) {
      const secrets = [...current, ...previous, ...fixed].filter((secret) => secret.length >= shortestSecret)
      return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, removed), text)
    },
  }
}

function credentialsOf(authorization: string): string[] {
  const [scheme = '', ...rest] = authorization.split(' ')
  const credentials = rest.join(' ').trim()
  if (credentials === '') return [authorization]
  if (scheme.toLowerCase() !== 'basic') return [credentials]
  const pair = Buffer.from(credentials, 'base64').toString('utf8')
  return [credentials, pair, pair.slice(pair.indexOf(':') + 1)]
}
