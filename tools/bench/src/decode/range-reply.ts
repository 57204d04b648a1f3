const firstTime = 1_761_004_800
const stepSeconds = 60

/**
 * A range reply as Prometheus writes it: rates with all digits of a double, gauges with two decimals and counters in
 * turn, with a few NaN and infinities. The same on every call.
 */
export function rangeReply(seriesCount: number, points: number): Buffer {
  const random = repeatableRandom(1)
  const series: string[] = []
  for (let index = 0; index < seriesCount; index++) {
    const samples: string[] = []
    let level = random() * 100
    for (let point = 0; point < points; point++) {
      level += random() - 0.5
      samples.push(`[${firstTime + point * stepSeconds},"${valueText(index, point, level)}"]`)
    }
    series.push(`{"metric":${JSON.stringify(labelsOf(index))},"values":[${samples.join(',')}]}`)
  }
  return Buffer.from(`{"status":"success","data":{"resultType":"matrix","result":[${series.join(',')}]}}`)
}

function valueText(series: number, point: number, level: number): string {
  if (series % 100 === 7 && point % 10 === 0) return point % 20 === 0 ? 'NaN' : '+Inf'
  switch (series % 3) {
    case 0:
      return String(level / 3)
    case 1:
      return String(Math.round(level * 100) / 100)
    default:
      return String(Math.round(1e9 + level * 1e7))
  }
}

function labelsOf(series: number): Record<string, string> {
  return {
    __name__: 'container_cpu_usage_seconds_total',
    container: 'app',
    endpoint: 'https-metrics',
    id: `/kubepods.slice/kubepods-burstable.slice/pod${(series * 7919).toString(16)}`,
    image: 'quay.io/acme/app:v1.2.3',
    instance: `10.0.${series >> 8}.${series & 255}:10250`,
    job: 'kubelet',
    namespace: `ns-${series % 37}`,
    node: `worker-${series % 50}`,
    pod: `app-${series % 111}-${((series * 2_654_435_761) >>> 0).toString(36)}`,
    service: 'kubelet',
  }
}

/** mulberry32: numbers from 0 to 1 that are the same for the same seed. */
export function repeatableRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
