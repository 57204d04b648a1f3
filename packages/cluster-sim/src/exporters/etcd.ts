import type { MemberModel, Model } from '../model/model.ts'
import type { Target } from '../samples/family.ts'
import { etcdDefragFamilies, etcdDiskFamilies } from './etcd-disk.ts'
import { etcdGrpcFamilies } from './etcd-grpc.ts'
import { etcdConnectionFamilies, etcdNetworkFamilies } from './etcd-network.ts'
import { etcdProcessFamilies, etcdServerFamilies, etcdTroubleFamilies } from './etcd-server.ts'
import { etcdHousekeepingFamilies, etcdStoreFamilies } from './etcd-store.ts'

/** A scrape that takes longer is given up. Seconds. */
const scrapeTimeout = 10

/** The etcd members, as OpenShift's ServiceMonitor has them scraped. */
export function etcdTargets(model: Model): readonly Target[] {
  return model.members.map((each): Target => {
    const { member, process, runs, starts } = each
    return {
      labels: {
        job: 'etcd',
        namespace: 'openshift-etcd',
        service: 'etcd',
        endpoint: 'etcd-metrics',
        pod: member.name,
        instance: `${member.address}:9979`,
      },
      intervalSeconds: 30,
      families: familiesOf(each, model),
      answers: (time) => (runs(time) && process.scrape(time) < scrapeTimeout ? 1 : 0),
      scrapeSeconds: (time) => (runs(time) ? Math.min(scrapeTimeout, process.scrape(time)) : scrapeTimeout),
      starts,
    }
  })
}

function familiesOf(member: MemberModel, model: Model) {
  return [
    ...etcdServerFamilies(member, model),
    ...etcdTroubleFamilies(member, model),
    ...etcdProcessFamilies(member),
    ...etcdDiskFamilies(member, model),
    ...etcdDefragFamilies(member, model),
    ...etcdStoreFamilies(member, model),
    ...etcdHousekeepingFamilies(member),
    ...etcdNetworkFamilies(member, model),
    ...etcdConnectionFamilies(member, model),
    ...etcdGrpcFamilies(member),
  ]
}
