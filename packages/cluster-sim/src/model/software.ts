/** What OpenShift 4.18 brings. */
export const software = {
  etcd: '3.5.18',
  kubernetes: 'v1.31.7',
  kernel: '5.14.0-427.65.1.el9_4.x86_64',
  system: 'Red Hat Enterprise Linux CoreOS 418.94.202504170000-0',
  runtime: 'cri-o://1.31.7-2.rhaos4.18.git0000000.el9',
} as const
