import { useQuery } from '@tanstack/react-query'
import { agent } from '../api/agent.ts'
import { Icon } from '../parts/icon.tsx'

interface ClusterPickerProps {
  /** Null or undefined: the first one. */
  cluster: string | null | undefined
  onChoose(cluster: string): void
}

/** Which of the agent's clusters is meant. */
export function ClusterPicker({ cluster, onChoose }: ClusterPickerProps) {
  const { data } = useQuery({ queryKey: ['about'], queryFn: ({ signal }) => agent.about(signal), staleTime: 300_000 })
  const clusters = data?.clusters ?? []
  const chosen = clusters.find(({ name }) => name === cluster) ?? clusters[0]
  if (chosen === undefined) return null
  return (
    <span className="picker">
      <label>
        <Icon name="cluster" />
        <span className="hidden">Cluster</span>
        <select value={chosen.name} onChange={({ target }) => onChoose(target.value)}>
          {clusters.map(({ name, simulated }) => (
            <option key={name} value={name}>
              {simulated ? `${name} (simulated)` : name}
            </option>
          ))}
        </select>
      </label>
    </span>
  )
}
