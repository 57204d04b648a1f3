import type { LabState, Member } from '../state.ts'

function member(index: number, endpoint: string): Member {
  return {
    name: `m${index}`,
    node: `node${index}`,
    namespace: `ocplab-000000-m${index}`,
    address: `198.18.0.${10 + index}`,
    clientPort: 2379,
    peerPort: 2380,
    metricsPort: 9978,
    exporterPort: 9100,
    endpoint,
    dataDirectory: `/lab/data/m${index}`,
    device: { name: `loop${index}`, number: `7:${index}` },
  }
}

/** A lab in namespaces that never ran; endpoints may point to servers of a test. */
export function labState(endpoints = ['http://127.0.0.1:1', 'http://127.0.0.1:2', 'http://127.0.0.1:3']): LabState {
  return {
    format: 1,
    bootId: 'boot',
    directory: '/lab',
    prefix: 'ocplab-000000',
    network: 'wire',
    interval: '2s',
    quotaBytes: 8 * 1024 ** 3,
    programs: {
      etcd: '/usr/bin/etcd',
      etcdctl: '/usr/bin/etcdctl',
      prometheus: '/usr/bin/prometheus',
      promtool: '/usr/bin/promtool',
      nodeExporter: '/usr/bin/prometheus-node-exporter',
    },
    versions: { etcd: '3.5.16', prometheus: '2.53.3' },
    monitorNamespace: 'ocplab-000000-mon',
    prometheusAddress: '127.0.0.1:9090',
    prometheusUrl: 'http://127.0.0.1:9090',
    members: endpoints.map((endpoint, index) => member(index + 1, endpoint)),
    processes: [],
    namespaces: [],
    mounts: [],
    faults: [],
    ready: true,
  }
}
