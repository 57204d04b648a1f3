import { expect } from 'vitest'
import { temporaryHistory } from './history-folder.ts'
import { startWorker } from './run-worker.ts'

const pointsOfRun = 2_000

/**
 * Kills a process that records and drains, at another moment each time, and looks whether the history holds whole runs
 * only, all that were recorded among them.
 */
export async function killWhileWriting(times: number): Promise<void> {
  const history = temporaryHistory()
  const recorded: string[] = []
  for (let kill = 0; kill < times; kill++) {
    const worker = startWorker([history.path, 'churn', '0', `w${kill}`])
    await worker.ready
    await new Promise((resolve) => setTimeout(resolve, (kill * 37) % 400))
    worker.process.kill('SIGKILL')
    expect(await worker.ended).toBe('SIGKILL')
    recorded.push(...worker.lines)

    const runs = new Set((await history.runs({ limit: 10_000 })).map(({ id }) => id))
    expect(recorded.filter((id) => !runs.has(id))).toEqual([])
    // A run that was whole on the disk before its id could be told is there as well, at most one for each kill.
    expect(runs.size - recorded.length).toBeLessThanOrEqual(kill + 1)
    const { rows } = await history.query(`
      SELECT (SELECT count(*) FROM findings),
        (SELECT count(*) FROM samples JOIN series USING (sid) WHERE labels->>'writer' <> 'all'), (SELECT count(*) FROM (SELECT DISTINCT sid, ts FROM samples)),
        (SELECT count(*) FROM samples)`)
    const [findings, points, distinct, samples] = rows[0]?.map(Number) ?? []
    expect({ findings, points }).toEqual({ findings: runs.size, points: runs.size * pointsOfRun })
    expect(distinct).toBe(samples)
  }
  expect(recorded.length).toBeGreaterThan(0)
  expect(history.status().warnings).toEqual([])
}
