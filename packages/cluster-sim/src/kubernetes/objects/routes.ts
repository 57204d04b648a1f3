import { age } from '../age.ts'
import { condition, metadata, resource } from '../resource.ts'

/** The way from outside to the Thanos querier. */
export const routes = resource({
  group: 'route.openshift.io',
  kind: 'Route',
  namespaced: true,
  items({ installedAt, time, places: { thanosHost } }) {
    const namespace = 'openshift-monitoring'
    const name = 'thanos-querier'
    const admitted = condition('Admitted', true, installedAt)
    return [
      {
        object: {
          metadata: metadata({ kind: 'Route', namespace, name, created: installedAt }),
          spec: {
            host: thanosHost,
            path: '/api',
            to: { kind: 'Service', name, weight: 100 },
            port: { targetPort: 'web' },
            tls: { termination: 'reencrypt', insecureEdgeTerminationPolicy: 'Redirect' },
            wildcardPolicy: 'None',
          },
          status: { ingress: [{ host: thanosHost, routerName: 'default', conditions: [admitted] }] },
        },
        cells: [age(installedAt, time)],
      },
    ]
  },
})
