import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { connectWith, openTestLab } from '../testing/test-lab.ts'

/** An HTTP proxy that tunnels to wherever it is asked, and remembers where. */
async function startProxy() {
  const tunnels: string[] = []
  const server = createServer()
  server.on('connect', (request, client, head) => {
    const { hostname, port } = new URL(`http://${request.url}`)
    tunnels.push(`${hostname}:${port}`)
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, tunnels, close: () => server.close() }
}

test("requests and exec go through the kubeconfig's proxy-url, certificates checked end to end", async () => {
  await using lab = await openTestLab({ openshift: false })
  lab.cluster.services = [{ namespace: 'm', name: 'prometheus-operated', ports: [{ name: 'web', port: 9090 }] }]
  lab.cluster.programs.pod = { stdout: 'through', status: { status: 'Success' } }
  const proxy = await startProxy()
  const user = { token: 'admin-token' }
  const kubeconfig = await lab.kubeconfig(user, { cluster: { 'proxy-url': proxy.url } })
  const { kube, warnings } = await connectWith({ kubernetes: { kubeconfig, exec: true } })
  const host = new URL(lab.cluster.url).host
  const before = proxy.tunnels.length
  expect(before).toBeGreaterThan(0)
  const request = { namespace: 'a', pod: 'pod', container: 'c', command: ['x'] }
  expect(await kube?.exec(request)).toMatchObject({ stdout: 'through', exitCode: 0 })
  expect(proxy.tunnels).toHaveLength(before + 1)
  expect(new Set(proxy.tunnels)).toEqual(new Set([host]))
  expect(warnings).toEqual([expect.stringContaining('not for queries')])
  proxy.close()
})

test('a proxy that is not http is refused, not passed over', async () => {
  await using lab = await openTestLab()
  const kubeconfig = await lab.kubeconfig({ token: 'x' }, { cluster: { 'proxy-url': 'socks5://127.0.0.1:1080' } })
  await expect(connectWith({ kubernetes: { kubeconfig } })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('not an http(s) proxy'),
  })
})
