import type { z } from 'zod'
import type { clusterConfigSchema } from '../config.ts'
import { parseSwitch, readEnvironment } from '../settings/environment-settings.ts'

type ClusterInput = z.input<typeof clusterConfigSchema>

/**
 * Environment variables that describe the one cluster `default` where there is no clusters.yaml, and the setting of
 * clusters.yaml that each stands for.
 */
export const environmentSettings = {
  PROMETHEUS_URL: 'prometheus.url',
  PROMETHEUS_TOKEN: 'prometheus.token',
  PROMETHEUS_TOKEN_FILE: 'prometheus.token_file',
  PROMETHEUS_USERNAME: 'prometheus.username',
  PROMETHEUS_PASSWORD: 'prometheus.password',
  PROMETHEUS_PASSWORD_FILE: 'prometheus.password_file',
  PROMETHEUS_KUBERNETES_TOKEN: 'prometheus.kubernetes_token',
  PROMETHEUS_CA_FILE: 'prometheus.ca_file',
  PROMETHEUS_CERT_FILE: 'prometheus.cert_file',
  PROMETHEUS_KEY_FILE: 'prometheus.key_file',
  PROMETHEUS_SERVER_NAME: 'prometheus.server_name',
  PROMETHEUS_INSECURE: 'prometheus.insecure',
  PROMETHEUS_ORG_ID: 'prometheus.headers.X-Scope-OrgID',
  KUBE_CONTEXT: 'kubernetes.context',
  KUBE_CA_FILE: 'kubernetes.ca_file',
  KUBE_INSECURE: 'kubernetes.insecure',
  KUBE_SERVICE_ACCOUNT: 'kubernetes.service_account',
  KUBE_PROMETHEUS_SERVICE: 'kubernetes.prometheus_service',
  KUBE_EXEC: 'kubernetes.exec',
  ETCD_ENDPOINTS: 'etcd.endpoints',
  ETCD_CA_FILE: 'etcd.ca_file',
  ETCD_CERT_FILE: 'etcd.cert_file',
  ETCD_KEY_FILE: 'etcd.key_file',
  ETCD_INSECURE: 'etcd.insecure',
  OCP_PERF_PROFILE: 'profile',
} as const satisfies Record<string, string>

const switches: ReadonlySet<string> = new Set(['insecure', 'exec', 'kubernetes_token'])

/** The variable behind a setting, for errors. */
export function variableOf(setting: string): string | undefined {
  return Object.entries(environmentSettings).find(([, known]) => known === setting)?.[0]
}

/**
 * The cluster that the environment describes, unchecked. A `KUBECONFIG` beside a `PROMETHEUS_URL` adds the Kubernetes API.
 */
export function environmentCluster(env: NodeJS.ProcessEnv): ClusterInput {
  const kubernetes = env.KUBECONFIG ? { kubernetes: {} } : {}
  return {
    name: 'default',
    ...kubernetes,
    ...readEnvironment({ env, variables: environmentSettings, parse: parseValue }),
  }
}

function parseValue(setting: string, value: string): unknown {
  if (setting === 'etcd.endpoints') {
    return value.split(',').map((endpoint) => endpoint.trim())
  }
  return switches.has(setting.split('.').at(-1) ?? '') ? parseSwitch(value) : value
}
