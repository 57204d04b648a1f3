import type { Thread, ThreadChange } from '@ocp-perf/agents/contract'
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { agent } from '../api/agent.ts'

const queryKey = ['threads']
interface Listed {
  threads: readonly Thread[]
}

/** Other tabs of this page, which show the same conversations. */
const otherTabs = new BroadcastChannel('ocp-perf-threads')

/** The conversations that are kept. */
export function useThreads() {
  return useQuery({ queryKey, queryFn: ({ signal }) => agent.threads(signal) })
}

/** Has the conversations asked for anew when another tab has changed one. */
export function useNewsOfThreads(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const refresh = () => void queries.invalidateQueries({ queryKey })
    otherTabs.addEventListener('message', refresh)
    return () => otherTabs.removeEventListener('message', refresh)
  }, [queries])
}

/** Has the conversations asked for anew, in this tab and the others. */
export function refreshThreads(queries: QueryClient): Promise<void> {
  otherTabs.postMessage('changed')
  return queries.invalidateQueries({ queryKey })
}

/** Changes a conversation; it is shown as it will be until the agent has said how it is. */
export function useThreadChange(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (change: ThreadChange) => agent.changeThread(id, change),
    onMutate: async (change) => {
      await queries.cancelQueries({ queryKey })
      queries.setQueryData<Listed>(queryKey, (listed) => listed && { threads: listed.threads.map(changed(id, change)) })
    },
    onSettled: () => refreshThreads(queries),
  })
}

const changed =
  (id: string, { title, cluster, range }: ThreadChange) =>
  (thread: Thread): Thread => {
    if (thread.id !== id) return thread
    return {
      ...thread,
      title: title ?? thread.title,
      cluster: cluster === undefined ? thread.cluster : cluster,
      range: range === undefined ? thread.range : range,
    }
  }
