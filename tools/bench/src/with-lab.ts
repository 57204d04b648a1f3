import setUpRealSuites from '@ocp-perf/lab/setup'

/** Runs with a real etcd and Prometheus: the lab that OCP_PERF_LAB_DIR names, else one that lives as long as the run. */
export async function withLab(measure: () => Promise<void>): Promise<void> {
  const tearDown = await setUpRealSuites()
  try {
    await measure()
  } finally {
    await tearDown()
  }
}
