import { AppError, reportError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type AccessRule, describeRule, missingRuleHint } from './access-rule.ts'
import type { ClusterConfig } from './config.ts'
import { type ConnectOptions, connectLive } from './connect.ts'
import type { ApiConnection, DiagnoseStep, KubeApi } from './connection.ts'
import { describeFile } from './find-file.ts'
import { mayI } from './kube/access-review.ts'
import { findKube } from './kube/find-kube.ts'
import { serviceAccountDir as usualServiceAccountDir } from './kube/in-cluster.ts'
import { createKubeApi } from './kube/kube-api.ts'
import { probe, probeQuery } from './probe.ts'
import { isOpenShift } from './prometheus/platform.ts'
import { readTls } from './secret-file.ts'

const versionSchema = z.object({ gitVersion: z.string() })
const podListSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) })
const whoSchema = z.object({ status: z.object({ userInfo: z.object({ username: z.string() }) }) })

/**
 * Looks for a cluster as `connect` does and says step by step what was found, tried and refused, with the RBAC rule that
 * is missing; then asks Prometheus one query. Of a dump it says what lies at its path. A failing step is a step, not an error; only an abort is thrown.
 */
export async function diagnose(config: ClusterConfig, options: ConnectOptions = {}): Promise<DiagnoseStep[]> {
  const { signal } = options
  const steps: DiagnoseStep[] = []
  const told = new Set<string>()
  const trace = (step: DiagnoseStep) => {
    if (!told.has(step.step)) {
      told.add(step.step)
      steps.push(step)
    }
  }
  const attempt = async <T>(step: string, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run()
    } catch (error) {
      signal?.throwIfAborted()
      trace(failedStep(step, error))
      return
    }
  }
  const { file } = config
  if (file !== undefined) {
    await attempt('dump', async () => {
      trace({ step: 'dump', outcome: 'ok', detail: `${file} is ${await describeFile(file)}.` })
    })
    return steps
  }
  const kube = await attempt('Kubernetes login', () => quietKube(config, options, trace))
  const isUsable = kube === undefined ? false : await checkApiServer(kube, attempt, trace, signal)
  const isLost = told.has('Kubernetes login') && config.prometheus?.url === undefined
  const connection = isLost ? undefined : await attempt('Prometheus', () => connectLive(config, options, trace))
  for (const warning of connection?.warnings ?? []) {
    steps.push({ step: 'warning', outcome: 'ok', detail: warning })
  }
  if (kube !== undefined && isUsable) {
    await checkRules(kube, config, connection, { trace, attempt, signal })
  }
  if (connection !== undefined) {
    await attempt('query vector(1)', async () => {
      const { prometheus } = connection
      const milliseconds = await probeQuery(prometheus, signal)
      const detail = `${prometheus.url} answered in ${Math.round(milliseconds)} ms.`
      trace({ step: 'query vector(1)', outcome: 'ok', detail })
    })
  }
  await checkEtcd(config, attempt, trace, signal)
  return steps
}

type Attempt = <T>(step: string, run: () => Promise<T>) => Promise<T | undefined>
type Tell = (step: DiagnoseStep) => void

function failedStep(step: string, error: unknown): DiagnoseStep {
  const { message, hint, code } = reportError(error)
  const outcome = code === 'forbidden' || code === 'unauthorized' ? 'refused' : 'failed'
  return { step, outcome, detail: message, hint }
}

async function quietKube(config: ClusterConfig, options: ConnectOptions, trace: Tell): Promise<KubeApi | undefined> {
  if (config.prometheus?.url !== undefined && config.kubernetes === undefined && !config.prometheus.kubernetes_token) {
    trace({ step: 'Kubernetes login', outcome: 'skipped', detail: 'A Prometheus URL is configured, and nothing else.' })
    return
  }
  const { env = process.env, serviceAccountDir = usualServiceAccountDir } = options
  const source = await findKube(config, { env, serviceAccountDir, trace })
  return createKubeApi(source, { exec: false })
}

async function checkApiServer(
  kube: KubeApi,
  attempt: Attempt,
  trace: Tell,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const version = await attempt('API server', async () => {
    const reply = versionSchema.safeParse(await kube.get('/version', { signal }))
    const said = reply.success ? `Kubernetes ${reply.data.gitVersion}` : 'something that is no version'
    trace({ step: 'API server', outcome: reply.success ? 'ok' : 'failed', detail: `${kube.server} answered: ${said}.` })
    return reply.success
  })
  if (version !== true) {
    return false
  }
  const who = await attempt('login accepted', async () => {
    trace({ step: 'login accepted', outcome: 'ok', detail: await whoAmI(kube, signal) })
    return true
  })
  return who === true
}

/** The server's name for us, where it is new enough to say (1.28); an older one at least checks the login. */
async function whoAmI(kube: KubeApi, signal: AbortSignal | undefined): Promise<string> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  try {
    const reply = await kube.post('/apis/authentication.k8s.io/v1/selfsubjectreviews', body, { signal })
    const who = whoSchema.safeParse(reply)
    return who.success ? `As ${who.data.status.userInfo.username}.` : 'The server does not say as whom.'
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'forbidden')) {
      await mayI(kube, { verb: 'get', path: '/version' }, { signal })
      return 'The server does not say as whom.'
    }
    throw error
  }
}

async function checkRules(
  kube: KubeApi,
  config: ClusterConfig,
  connection: ApiConnection | undefined,
  { trace, attempt, signal }: { trace: Tell; attempt: Attempt; signal: AbortSignal | undefined },
): Promise<void> {
  const onOpenShift = (await attempt('platform', () => isOpenShift(kube, trace, signal))) ?? false
  const etcd = config.kubernetes?.exec ? await findEtcdPod(kube, onOpenShift, signal) : undefined
  const rules = wantedRules(config, connection, onOpenShift, etcd)
  const answers = await Promise.all(
    rules.map(({ rule }) => attempt(`rule: ${describeRule(rule)}`, () => mayI(kube, rule, { signal }))),
  )
  rules.forEach(({ rule, why }, index) => {
    const step = `rule: ${describeRule(rule)}`
    if (answers[index] === true) {
      trace({ step, outcome: 'ok', detail: why })
    } else if (answers[index] === false) {
      trace({ step, outcome: 'refused', detail: why, hint: missingRuleHint(rule), missing: rule })
    }
  })
}

interface EtcdPod {
  namespace: string
  /** Undefined where pods may not be listed, or none runs. */
  name: string | undefined
}

/** A pod to ask about, since exec is best granted for named pods. */
async function findEtcdPod(kube: KubeApi, onOpenShift: boolean, signal: AbortSignal | undefined): Promise<EtcdPod> {
  const [namespace, label] = onOpenShift ? ['openshift-etcd', 'app%3Detcd'] : ['kube-system', 'component%3Detcd']
  try {
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${label}&limit=1`
    const pods = podListSchema.safeParse(await kube.get(path, { signal }))
    return { namespace, name: pods.data?.items[0]?.metadata.name }
  } catch {
    signal?.throwIfAborted()
    return { namespace, name: undefined } // The rule for listing pods is a step of its own.
  }
}

function wantedRules(
  config: ClusterConfig,
  connection: ApiConnection | undefined,
  onOpenShift: boolean,
  etcd: EtcdPod | undefined,
): { rule: AccessRule; why: string }[] {
  const rule = (why: string, verb: string, group: string, resource: string, namespace?: string, name?: string) => ({
    why,
    rule: { verb, group, resource, namespace, name },
  })
  const [accountNamespace, account] = config.kubernetes?.service_account?.split('/') ?? []
  const proxied = /\/namespaces\/([^/]+)\/services\/([^/]+)\/proxy$/.exec(connection?.prometheus.url ?? '')
  const why = {
    nodes: 'Names of nodes and their roles.',
    version: 'The OpenShift version.',
    operators: 'The state of cluster operators.',
    pods: 'Where etcd runs.',
    token: 'The token of the service account named in the configuration.',
    proxy: 'Queries go through the API server; they are sent as POST, which is create.',
    exec: 'etcdctl in etcd pods, which the configuration allows.',
  }
  return [
    rule(why.nodes, 'list', '', 'nodes'),
    ...(onOpenShift
      ? [
          rule(why.version, 'get', 'config.openshift.io', 'clusterversions', undefined, 'version'),
          rule(why.operators, 'list', 'config.openshift.io', 'clusteroperators'),
        ]
      : []),
    ...(account === undefined
      ? []
      : [rule(why.token, 'create', '', 'serviceaccounts/token', accountNamespace, account)]),
    ...(proxied === null
      ? []
      : ['get', 'create'].map((verb) => rule(why.proxy, verb, '', 'services/proxy', proxied[1], proxied[2]))),
    ...(etcd === undefined
      ? []
      : [
          rule(why.pods, 'list', '', 'pods', etcd.namespace),
          rule(why.exec, 'get', '', 'pods/exec', etcd.namespace, etcd.name),
          rule(why.exec, 'create', '', 'pods/exec', etcd.namespace, etcd.name),
        ]),
  ]
}

async function checkEtcd(
  config: ClusterConfig,
  attempt: Attempt,
  trace: Tell,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { etcd } = config
  if (etcd === undefined) {
    return
  }
  const tls = await attempt('etcd certificates', () => readTls(etcd, 'etcd'))
  if (tls === undefined) {
    return
  }
  await Promise.all(
    etcd.endpoints.map((endpoint) =>
      attempt(`etcd ${endpoint}`, async () => {
        const who = `etcd at ${endpoint}`
        const { status } = await probe('GET', `${endpoint.replace(/\/+$/, '')}/version`, tls, { who, signal })
        const outcome = status === 200 ? 'ok' : 'failed'
        trace({ step: `etcd ${endpoint}`, outcome, detail: `It answered ${status} to /version.` })
      }),
    ),
  )
}
