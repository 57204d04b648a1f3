import { AppError } from '@ocp-perf/errors'
import type { ExecRequest, ExecResult, KubeApi } from '@ocp-perf/ocp-auth'

export interface FakeKubeOptions {
  /** Answers by path, without the query; what is not named is `not_found`. */
  objects?: Readonly<Record<string, unknown>>
  exec?: (request: ExecRequest) => ExecResult | AppError
}

/** A Kubernetes API in the place of the network that records what it was asked. */
export interface FakeKube extends KubeApi {
  readonly asked: string[]
  readonly ran: ExecRequest[]
}

export function fakeKube({ objects = {}, exec }: FakeKubeOptions): FakeKube {
  const asked: string[] = []
  const ran: ExecRequest[] = []
  return {
    server: 'https://api.test:6443',
    asked,
    ran,
    get: async (path) => {
      asked.push(path)
      const found = objects[path.split('?')[0] ?? '']
      if (found === undefined) throw new AppError('not_found', `The API server has no ${path}.`)
      if (found instanceof AppError) throw found
      return found
    },
    post: async (path) => {
      throw new AppError('forbidden', `POST ${path} is not allowed.`)
    },
    exec: async (request) => {
      ran.push(request)
      const result = exec?.(request) ?? new AppError('forbidden', 'exec is not allowed.')
      if (result instanceof AppError) throw result
      return result
    },
  }
}
