import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type AccessRule, ruleOfRequest } from '../access-rule.ts'
import { testCertificates } from './certificates.ts'
import { discoveryAt, openshiftGroup } from './discovery.ts'
import { createExecServer, type FakeProgram, success } from './exec-server.ts'
import { answerGuardedQuery, answerQuery } from './fake-prometheus.ts'
import { administrator, callerOf, type FakeUser, viewer } from './fake-user.ts'
import { decodePosted } from './kubernetes-protobuf.ts'
import { type FakeObjects, nodeList, podObject, routeObject, selectServices, serviceObject } from './objects.ts'
import { readBody, sendJson, sendStatus } from './replies.ts'
import { answerReview, mintToken } from './reviews.ts'

export interface FakeClusterOptions {
  /** Whether Routes are served. */
  openshift?: boolean
  certificate?: 'server' | 'expired' | 'wrongName'
}

export interface SeenRequest {
  method: string
  path: string
  user: string
}

/** A cluster to talk to in a test. Its accounts and objects may be changed between requests. */
export interface FakeCluster extends FakeObjects {
  /** Address of the API server. */
  url: string
  /** Address of the guarded Prometheus that the Route of thanos-querier leads to. */
  thanosUrl: string
  users: FakeUser[]
  requests: SeenRequest[]
  /** Programs of the exec API by the name of their pod. */
  programs: Record<string, FakeProgram>
  execCommands: string[][]
  /** The longest life of a requested token. */
  tokenSeconds: number
  /** Answers in place of the API server, where set. */
  override: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  close(): Promise<void>
}

/**
 * An HTTPS server with the shapes of a real API server (discovery, tables refused, Status objects, reviews, TokenRequest,
 * exec over WebSocket, service proxy) and a guarded Prometheus beside it, both on loopback.
 */
export async function startFakeCluster(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const { openshift = true, certificate = 'server' } = options
  const api = createServer({
    ...testCertificates[certificate],
    ca: testCertificates.ca,
    requestCert: true,
    rejectUnauthorized: false,
  })
  const thanos = createServer({ ...testCertificates.server })
  const exec = createExecServer()
  const [apiPort, thanosPort] = await Promise.all([listen(api), listen(thanos)])
  const cluster: FakeCluster = {
    url: `https://127.0.0.1:${apiPort}`,
    thanosUrl: `https://localhost:${thanosPort}`,
    users: [administrator, viewer],
    requests: [],
    programs: {},
    execCommands: [],
    tokenSeconds: 3600,
    override: undefined,
    routes: openshift ? { 'openshift-monitoring/thanos-querier': { host: `localhost:${thanosPort}` } } : {},
    services: [],
    configMaps: {},
    async close() {
      exec.close()
      await Promise.all([stop(api), stop(thanos)])
    },
  }
  thanos.on('request', (request, response) => void answerGuardedQuery(request, response, cluster.users))
  api.on('request', (request, response) => void answer(cluster, openshift, request, response))
  api.on('upgrade', (request, socket, head) => upgrade(cluster, request, socket, head, exec.accept))
  return cluster
}

async function answer(
  cluster: FakeCluster,
  openshift: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (cluster.override?.(request, response)) {
    request.resume()
    return
  }
  const url = new URL(request.url ?? '/', cluster.url)
  const isPost = request.method === 'POST'
  const rule = ruleOfRequest(isPost ? 'POST' : 'GET', url.pathname)
  const user = admit(cluster, request, rule, (code, reason, message) => sendStatus(response, code, reason, message))
  if (user === undefined) {
    request.resume()
    return
  }
  if (/\/services\/[^/]+\/proxy\//.test(url.pathname)) {
    await answerQuery(request, response)
    return
  }
  const body = isPost ? decodePosted(await readBody(request)) : undefined
  const reply = isPost ? create(cluster, user, rule, body) : read(cluster, openshift, url, rule)
  if (reply === undefined) {
    sendStatus(response, 404, 'NotFound', 'the server could not find the requested resource')
  } else {
    sendJson(response, isPost ? 201 : 200, reply)
  }
}

/** Authentication and authorization as the API server does them; undefined when it was refused. */
function admit(
  cluster: FakeCluster,
  request: IncomingMessage,
  rule: AccessRule,
  refuse: (code: number, reason: string, message: string) => void,
): FakeUser | undefined {
  const caller = callerOf(request, cluster.users)
  const name = 'user' in caller ? caller.user.name : 'system:anonymous'
  cluster.requests.push({ method: request.method ?? '', path: request.url ?? '', user: name })
  if ('refused' in caller) {
    refuse(401, 'Unauthorized', 'Unauthorized')
    return
  }
  const user = 'user' in caller ? caller.user : { name, may: isPublic }
  if (!user.may(rule)) {
    refuse(403, 'Forbidden', `User "${name}" cannot do this at the cluster scope`)
    return
  }
  return user
}

function isPublic(rule: AccessRule): boolean {
  return 'path' in rule && rule.path === '/version'
}

function read(cluster: FakeCluster, openshift: boolean, url: URL, rule: AccessRule): object | undefined {
  if ('path' in rule) {
    return discoveryAt(url.pathname, openshift)
  }
  const id = `${rule.namespace}/${rule.name}`
  switch (`${rule.verb} ${rule.resource}`) {
    case 'list nodes':
      return nodeList()
    case 'get routes': {
      const route = rule.group === openshiftGroup ? cluster.routes[id] : undefined
      return route && routeObject(id, route)
    }
    case 'list services': {
      const items = selectServices(cluster, rule.namespace, url.searchParams)
      return { kind: 'ServiceList', apiVersion: 'v1', metadata: {}, items }
    }
    case 'get services': {
      const service = cluster.services.find(({ namespace, name }) => `${namespace}/${name}` === id)
      return service && serviceObject(service)
    }
    case 'list pods': {
      const items = Object.keys(cluster.programs).map((name) => podObject(`${rule.namespace}/${name}`))
      return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items }
    }
    case 'get pods':
      return cluster.programs[rule.name ?? ''] && podObject(id)
    case 'get configmaps': {
      const data = cluster.configMaps[id]
      return data && { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: rule.name }, data }
    }
    default:
      return
  }
}

function create(cluster: FakeCluster, user: FakeUser, rule: AccessRule, body: unknown): object | undefined {
  if ('path' in rule) {
    return
  }
  if (rule.resource !== 'serviceaccounts/token') {
    return answerReview(body, user, cluster.users)
  }
  const { token, audiences, reply } = mintToken(body, cluster.tokenSeconds)
  const name = `system:serviceaccount:${rule.namespace}:${rule.name}`
  const account = cluster.users.find((each) => each.name === name)
  cluster.users.push({ ...(account ?? viewer), name, tokens: [token], audiences })
  return reply
}

function upgrade(
  cluster: FakeCluster,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  accept: (request: IncomingMessage, socket: Duplex, head: Buffer, program: FakeProgram) => void,
): void {
  const url = new URL(request.url ?? '/', cluster.url)
  const rule = ruleOfRequest('GET', url.pathname)
  const refuse = (code: number, reason: string, message: string) => {
    const body = JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code })
    socket.end(`HTTP/1.1 ${code} ${reason}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`)
  }
  if (admit(cluster, request, rule, refuse) === undefined) {
    return
  }
  cluster.execCommands.push(url.searchParams.getAll('command'))
  const pod = 'path' in rule ? undefined : rule.name
  const program = cluster.programs[pod ?? ''] ?? { status: success }
  if (program.refusal === undefined) {
    accept(request, socket, head, program)
  } else {
    refuse(500, 'InternalError', program.refusal)
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
