import type { Annotate } from '../functions/function-spec.ts'
import type { Place } from '../syntax/ast.ts'
import { placeName } from './place.ts'

export interface Annotations {
  annotate: Annotate
  /** Warnings first, then infos, each once; ten of a kind at most, as Prometheus' HTTP API gives them. */
  list(): string[]
}

const mostOfAKind = 10

/** Collects what is to be said beside the answer to one query. */
export function createAnnotations(text: string): Annotations {
  const said = { warning: new Set<string>(), info: new Set<string>() }
  let last: { message: string; place: Place } | undefined
  return {
    annotate(level, message, place) {
      // A function says the same at each of its steps.
      if (last?.message === message && last.place === place) return
      last = { message, place }
      said[level].add(`PromQL ${level}: ${message} (${placeName(text, place)})`)
    },
    list() {
      return (['warning', 'info'] as const).flatMap((level) => {
        const all = [...said[level]]
        const left = all.length - mostOfAKind
        return left > 0 ? [...all.slice(0, mostOfAKind), `${left} more ${level} annotations omitted`] : all
      })
    },
  }
}
