/** Of a working set so much is the programs' own, and not their files'. */
export const resident = 0.82

/** What the node's own services and all pods take, as shares of what is busy and used on the node. */
export const services: readonly { id: string; cpu: number; memory: number }[] = [
  { id: '/system.slice', cpu: 0.19, memory: 0.16 },
  { id: '/system.slice/kubelet.service', cpu: 0.055, memory: 0.022 },
  { id: '/system.slice/crio.service', cpu: 0.04, memory: 0.03 },
  { id: '/system.slice/ovs-vswitchd.service', cpu: 0.02, memory: 0.012 },
  { id: '/system.slice/ovsdb-server.service', cpu: 0.004, memory: 0.002 },
  { id: '/system.slice/systemd-journald.service', cpu: 0.008, memory: 0.01 },
  { id: '/system.slice/systemd-udevd.service', cpu: 0.001, memory: 0.003 },
  { id: '/kubepods.slice', cpu: 0.76, memory: 0.8 },
]
