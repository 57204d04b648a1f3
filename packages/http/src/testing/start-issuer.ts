import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { onTestFinished } from 'vitest'

interface Answer {
  status?: number
  /** JSON, unless it is text. */
  body?: unknown
  /** Never answers. */
  hangs?: boolean
}

interface Signing {
  claims?: Record<string, unknown>
  /** The key that the token names; the newest unless given. */
  kid?: string
}

async function makeKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } }
}

/** An OIDC issuer on loopback: discovery, keys, and tokens for the audience `perf`. Ends with its test. */
export async function startIssuer() {
  let key = await makeKey('key-1')
  let keysMade = 1
  let asked = 0
  let server: Server | undefined
  let url = ''
  /** What it says in place of its own answer, by path. */
  const overrides = new Map<string, Answer>()

  const answers = (): Record<string, unknown> => ({
    '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
    '/keys': { keys: [key.jwk] },
  })
  const start = async () => {
    const port = url === '' ? 0 : Number(new URL(url).port)
    server = createServer((request, response) => {
      const path = request.url ?? ''
      if (path === '/keys') asked++
      const { status = 200, body = answers()[path], hangs = false } = overrides.get(path) ?? {}
      if (hangs) return
      response.writeHead(body === undefined ? 404 : status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    const bound = server.address()
    if (bound === null || typeof bound === 'string') throw new Error('A TCP server has an address and a port.')
    url = `http://127.0.0.1:${bound.port}`
  }
  const stop = async () => {
    const running = server
    server = undefined
    running?.closeAllConnections()
    if (running !== undefined) await new Promise((resolve) => running.close(resolve))
  }
  await start()
  onTestFinished(stop)
  return {
    url,
    overrides,
    start,
    stop,
    /** How often its keys were asked for. */
    keysAsked: () => asked,
    publicKey: () => key.jwk,
    /** Makes a new key in place of the old one. */
    async rotate() {
      keysMade++
      key = await makeKey(`key-${keysMade}`)
    },
    async sign({ claims = {}, kid = key.kid }: Signing = {}): Promise<string> {
      const seconds = Math.floor(Date.now() / 1000)
      const usual = { iss: url, aud: 'perf', sub: 'user-1', preferred_username: 'alice', exp: seconds + 3600 }
      return await new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .sign(key.privateKey)
    },
  }
}
