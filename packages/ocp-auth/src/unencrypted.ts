/** What to say where credentials go to a URL over plain http; nothing for https, and for this machine. */
export function unencryptedWarnings(url: string): string[] {
  const { protocol, host, hostname } = new URL(url)
  const staysHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  return protocol === 'http:' && !staysHere ? [`The credentials for ${host} travel unencrypted (http).`] : []
}
