import { expect, test } from 'vitest'
import { z } from 'zod'
import { standInState } from '../testing/stand-in-state.ts'
import { createKubernetesApi } from './kubernetes-api.ts'
import { takeSnapshot } from './snapshot.ts'
import { createTokens } from './tokens.ts'

const tableSchema = z.object({
  kind: z.literal('Table'),
  columnDefinitions: z.array(z.object({ name: z.string(), priority: z.number() })),
  rows: z.array(z.object({ cells: z.array(z.union([z.string(), z.number()])), object: z.looseObject({}).optional() })),
})

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
const post = { method: 'POST' }

/** The API of a cluster that a test may break, asked as its administrator unless a header says otherwise. */
function openApi() {
  const state = standInState()
  const tokens = createTokens()
  const api = createKubernetesApi({
    tokens,
    snapshot: () => takeSnapshot(state, { thanosHost: 'localhost:9', ca: 'PEM' }),
  })
  const ask = async (path: string, { body, ...init }: Omit<RequestInit, 'body'> & { body?: object } = {}) => {
    const headers = { authorization: `Bearer ${tokens.admin}`, ...init.headers }
    const request = new Request(`https://localhost${path}`, {
      ...init,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const response = await api(request)
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, body: isJson ? await response.json() : await response.text() }
  }
  const rows = async (path: string) => {
    const { columnDefinitions, rows: found } = tableSchema.parse((await ask(path, { headers: { accept: table } })).body)
    const names = columnDefinitions.map(({ name }) => name)
    return found.map(({ cells }) => Object.fromEntries(cells.map((cell, index) => [names[index], cell])))
  }
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  return { state, tokens, ask, rows, as }
}

test('discovery names each group and each resource with its short names', async () => {
  const { ask } = openApi()
  expect((await ask('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
  const groups = z.object({ groups: z.array(z.object({ name: z.string() })) }).parse((await ask('/apis')).body)
  expect(groups.groups.map(({ name }) => name).sort()).toEqual([
    'authentication.k8s.io',
    'authorization.k8s.io',
    'config.openshift.io',
    'machineconfiguration.openshift.io',
    'route.openshift.io',
  ])
  expect((await ask('/apis/config.openshift.io/v1')).body).toMatchObject({
    groupVersion: 'config.openshift.io/v1',
    resources: expect.arrayContaining([
      {
        name: 'clusteroperators',
        singularName: 'clusteroperator',
        kind: 'ClusterOperator',
        shortNames: ['co'],
        namespaced: false,
        verbs: ['get', 'list'],
      },
    ]),
  })
  expect((await ask('/apis/route.openshift.io')).body).toMatchObject({ kind: 'APIGroup', name: 'route.openshift.io' })
  expect((await ask('/version')).body).toMatchObject({ major: '1', minor: '31' })
  expect((await ask('/readyz')).body).toBe('ok')
  expect((await ask('/openapi/v3')).status).toBe(404)
})

test('nodes have roles, capacity and conditions, and a table as kubectl prints it', async () => {
  const { ask, rows } = openApi()
  expect((await ask('/api/v1/nodes/sim-master-0')).body).toMatchObject({
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name: 'sim-master-0', labels: { 'node-role.kubernetes.io/control-plane': '' } },
    status: { capacity: { cpu: '8', memory: `${32 * 2 ** 20}Ki` }, nodeInfo: { kubeletVersion: 'v1.31.7' } },
  })
  const [master, , , worker] = await rows('/api/v1/nodes')
  expect(master).toMatchObject({
    Name: 'sim-master-0',
    Status: 'Ready',
    Roles: 'control-plane,master',
    Version: 'v1.31.7',
  })
  expect(worker).toMatchObject({ Name: 'sim-worker-0', Roles: 'worker', Age: '24d' })
})

test('a node that is away is not ready, and neither are its pods and the operators that need it', async () => {
  const { state, ask, rows } = openApi()
  state.away.add('sim-master-1')
  state.cordoned.add('sim-master-1')
  const nodes = await rows('/api/v1/nodes')
  expect(nodes.map(({ Status }) => Status)).toEqual(['Ready', 'NotReady,SchedulingDisabled', 'Ready', 'Ready', 'Ready'])
  expect((await ask('/api/v1/namespaces/openshift-etcd/pods/etcd-sim-master-1')).body).toMatchObject({
    status: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'Ready', status: 'False' })]) },
  })
  const [operator] = await rows(
    '/apis/config.openshift.io/v1/clusteroperators?fieldSelector=metadata.name%3Dkube-apiserver',
  )
  expect(operator).toMatchObject({
    Available: 'True',
    Degraded: 'True',
    Message: expect.stringContaining('sim-master-1'),
  })
})

test('a member that is stopped shows in its pod and in the etcd operator, and a lost quorum makes that unavailable', async () => {
  const { state, rows } = openApi()
  const etcd = '/apis/config.openshift.io/v1/clusteroperators?fieldSelector=metadata.name%3Detcd'
  expect(await rows(etcd)).toMatchObject([{ Version: '4.18.9', Available: 'True', Degraded: 'False', Message: '' }])
  state.stopped.add('etcd-sim-master-2')
  const pods = await rows('/api/v1/namespaces/openshift-etcd/pods')
  expect(pods.map(({ Ready, Status }) => `${Ready} ${Status}`)).toEqual(['5/5 Running', '5/5 Running', '4/5 Error'])
  expect(await rows(etcd)).toMatchObject([
    { Available: 'True', Degraded: 'True', Message: expect.stringContaining('2 of 3') },
  ])
  state.stopped.add('etcd-sim-master-1')
  expect(await rows(etcd)).toMatchObject([{ Available: 'False', Message: expect.stringContaining('quorum') }])
})

test('an update shows in the cluster version, its operator and the machine config pools', async () => {
  const { state, ask, rows } = openApi()
  const path = '/apis/config.openshift.io/v1/clusterversions'
  expect(await rows(path)).toMatchObject([
    { Name: 'version', Version: '4.18.9', Available: 'True', Progressing: 'False' },
  ])
  state.updating = { version: '4.18.12', startedAt: state.now() - 600 }
  expect(await rows(path)).toMatchObject([{ Version: '4.18.9', Progressing: 'True', Since: '10m' }])
  expect((await ask(`${path}/version`)).body).toMatchObject({
    status: {
      desired: { version: '4.18.12' },
      history: [{ version: '4.18.12', state: 'Partial' }, { state: 'Completed' }],
    },
  })
  expect((await ask('/apis/machineconfiguration.openshift.io/v1/machineconfigpools/master')).body).toMatchObject({
    status: {
      machineCount: 3,
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'Updating', status: 'True' })]),
    },
  })
})

test('lists are narrowed by selectors and come page by page, with what is left', async () => {
  const { ask } = openApi()
  const list = z.object({
    metadata: z.object({ continue: z.string().optional(), remainingItemCount: z.number().optional() }),
    items: z.array(z.object({ metadata: z.object({ name: z.string() }), spec: z.object({ nodeName: z.string() }) })),
  })
  const read = async (query: string) => list.parse((await ask(`/api/v1/pods?${query}`)).body)
  expect((await read('labelSelector=app%3Detcd')).items.map(({ metadata }) => metadata.name)).toEqual([
    'etcd-sim-master-0',
    'etcd-sim-master-1',
    'etcd-sim-master-2',
  ])
  const onNode = await read('fieldSelector=spec.nodeName%3Dsim-worker-1')
  expect(new Set(onNode.items.map(({ spec }) => spec.nodeName))).toEqual(new Set(['sim-worker-1']))
  const all = (await read('')).items.map(({ metadata }) => metadata.name)
  const first = await read('limit=4')
  expect(first.metadata).toMatchObject({ continue: '4', remainingItemCount: all.length - 4 })
  const rest = await read(`limit=500&continue=${first.metadata.continue}`)
  expect(rest.metadata.continue).toBeUndefined()
  expect([...first.items, ...rest.items].map(({ metadata }) => metadata.name)).toEqual(all)
  expect(await ask('/api/v1/pods?limit=x')).toMatchObject({ status: 400, body: { reason: 'BadRequest' } })
  expect(await ask('/api/v1/pods?fieldSelector=spec.color%3Dred')).toMatchObject({ status: 400 })
})

test('refusals are Status objects in Kubernetes words', async () => {
  const { ask, as, tokens } = openApi()
  const failure = { kind: 'Status', apiVersion: 'v1', status: 'Failure' }
  expect(await ask('/api/v1/nodes', as('wrong'))).toEqual({
    status: 401,
    body: { ...failure, metadata: {}, message: 'Unauthorized', reason: 'Unauthorized', code: 401 },
  })
  expect(await ask('/api/v1/nodes', { headers: { authorization: '' } })).toMatchObject({
    status: 403,
    body: {
      ...failure,
      reason: 'Forbidden',
      message:
        'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
    },
  })
  expect((await ask('/version', { headers: { authorization: '' } })).status).toBe(200)
  expect(await ask('/api/v1/nodes/none')).toMatchObject({ status: 404, body: { message: 'nodes "none" not found' } })
  expect(await ask('/api/v1/secrets')).toMatchObject({ status: 404, body: { ...failure, reason: 'NotFound' } })
  expect(await ask('/api/v1/namespaces/default/nodes')).toMatchObject({ status: 404 })
  expect(await ask('/api/v1/pods?watch=true')).toMatchObject({ status: 405, body: { reason: 'MethodNotAllowed' } })
  expect(await ask('/api/v1/nodes/sim-master-0', { method: 'DELETE' })).toMatchObject({ status: 405 })
  expect(await ask('/api/v1/namespaces', { ...post, body: { kind: 'Namespace' } })).toMatchObject({ status: 405 })
  expect(await ask('/api/v1/nodes/%zz')).toMatchObject({ status: 400 })
  const expired = tokens.mint(
    { subject: { name: 'x', groups: ['system:masters'] }, audiences: ['https://kubernetes.default.svc'] },
    0,
  )
  expect((await ask('/api/v1/nodes', as(expired.token))).status).toBe(401)
})

const tokenPath = (account: string) => `/api/v1/namespaces/${account.replace('/', '/serviceaccounts/')}/token`
const mintedSchema = z.object({ status: z.object({ token: z.string(), expirationTimestamp: z.iso.datetime() }) })

test('a token is minted for an account that exists, for as long and for whom it was asked', async () => {
  const { ask, as } = openApi()
  const path = tokenPath('ocp-perf/viewer')
  const spec = { expirationSeconds: 900, audiences: ['https://kubernetes.default.svc', 'perf'] }
  const reply = await ask(path, { ...post, body: { kind: 'TokenRequest', spec } })
  expect(reply.status).toBe(201)
  const { status } = mintedSchema.parse(reply.body)
  expect((Date.parse(status.expirationTimestamp) - Date.now()) / 1000).toBeCloseTo(900, -1)
  expect((await ask('/api/v1/nodes', as(status.token))).status).toBe(200)
  expect((await ask('/api/v1/configmaps', as(status.token))).status).toBe(403)
  expect(await ask(tokenPath('ocp-perf/nobody'), { ...post, body: { kind: 'TokenRequest' } })).toMatchObject({
    status: 404,
    body: { message: 'serviceaccounts "nobody" not found' },
  })
  const short = { kind: 'TokenRequest', spec: { expirationSeconds: 60 } }
  expect(await ask(path, { ...post, body: short })).toMatchObject({ status: 422, body: { reason: 'Invalid' } })
  expect((await ask(path, { ...post, ...as(status.token), body: short })).status).toBe(403)
})

test('a token for another audience opens nothing here, and a review says for whom it is', async () => {
  const { ask, as } = openApi()
  const body = { kind: 'TokenRequest', spec: { audiences: ['perf'] } }
  const { token } = mintedSchema.parse((await ask(tokenPath('ocp-perf/viewer'), { ...post, body })).body).status
  expect((await ask('/api/v1/nodes', as(token))).status).toBe(401)
  const review = async (spec: object) => {
    const reply = await ask('/apis/authentication.k8s.io/v1/tokenreviews', {
      ...post,
      body: { kind: 'TokenReview', spec },
    })
    return z.object({ status: z.unknown() }).parse(reply.body).status
  }
  expect(await review({ token, audiences: ['perf', 'other'] })).toMatchObject({
    authenticated: true,
    audiences: ['perf'],
    user: { username: 'system:serviceaccount:ocp-perf:viewer' },
  })
  expect(await review({ token })).toMatchObject({ authenticated: false })
  expect(await review({ token: 'wrong', audiences: ['perf'] })).toMatchObject({ authenticated: false })
})

test('access reviews answer what the same request would be told', async () => {
  const { ask, as } = openApi()
  const { token } = mintedSchema.parse(
    (await ask(tokenPath('openshift-monitoring/prometheus-k8s'), { ...post, body: { kind: 'TokenRequest' } })).body,
  ).status
  const path = '/apis/authorization.k8s.io/v1'
  const query = {
    verb: 'get',
    group: 'monitoring.coreos.com',
    resource: 'prometheuses',
    subresource: 'api',
    namespace: 'openshift-monitoring',
  }
  const mayI = (resourceAttributes: object) =>
    ask(`${path}/selfsubjectaccessreviews`, {
      ...post,
      ...as(token),
      body: { kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
    })
  expect(await mayI(query)).toMatchObject({ status: 201, body: { status: { allowed: true } } })
  expect(await mayI({ verb: 'list', resource: 'nodes' })).toMatchObject({ body: { status: { allowed: false } } })
  const review = {
    kind: 'SubjectAccessReview',
    spec: { user: 'system:serviceaccount:ocp-perf:viewer', resourceAttributes: { verb: 'list', resource: 'nodes' } },
  }
  expect(await ask(`${path}/subjectaccessreviews`, { ...post, body: review })).toMatchObject({
    body: { status: { allowed: true } },
  })
  expect(await ask(`${path}/subjectaccessreviews`, { ...post, ...as(token), body: review })).toMatchObject({
    status: 403,
  })
  const who = await ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    ...post,
    ...as(token),
    body: { kind: 'SelfSubjectReview' },
  })
  expect(who.body).toMatchObject({
    status: { userInfo: { username: 'system:serviceaccount:openshift-monitoring:prometheus-k8s' } },
  })
  expect(await ask(`${path}/subjectaccessreviews`, { ...post, body: { kind: 'Pod' } })).toMatchObject({ status: 400 })
})
