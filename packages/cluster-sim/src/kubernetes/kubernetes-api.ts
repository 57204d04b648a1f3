import { AppError } from '@ocp-perf/errors'
import { type Attributes, anonymous, describeRefusal, may, type Subject } from './access.ts'
import { discoveryAt } from './discovery.ts'
import { answered, noSuchResource, notAllowed } from './failure.ts'
import { serviceAccounts } from './objects/core.ts'
import { getItem, listItems } from './read-objects.ts'
import { representationFor, representList, representOne } from './represent.ts'
import type { Resource } from './resource.ts'
import { resources, reviews } from './resources.ts'
import { answerReview, answerTokenRequest, parsePosted } from './reviews.ts'
import type { Snapshot } from './snapshot.ts'
import { attributesOf, isWatch, type Target, targetOf } from './target.ts'
import type { Tokens } from './tokens.ts'

export interface KubernetesApiOptions {
  /** The cluster as it is now. */
  snapshot(): Snapshot
  tokens: Tokens
}

const healthPaths = ['/healthz', '/livez', '/readyz']

/**
 * The Kubernetes and OpenShift API of a simulated cluster as a function from request to response: whoever listens sees to
 * hosts and origins. Failures are Status objects in Kubernetes' words.
 */
export function createKubernetesApi(options: KubernetesApiOptions): (request: Request) => Promise<Response> {
  return (request) => answered(() => answer(request, options))
}

async function answer(request: Request, options: KubernetesApiOptions): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const target = targetOf(pathname)
  const caller = admit(request.headers.get('authorization'), attributesOf(method, target, searchParams), options.tokens)
  if ('path' in target) return answerPath(method, target.path, options.snapshot())
  if (method === 'POST') return Response.json(await create(request, target, caller, options), { status: 201 })
  return Response.json(read(request, method, target, options))
}

/** Who is calling, if he may do what he asks. Throws `unauthorized` or `forbidden`. */
export function admit(authorization: string | null | undefined, asked: Attributes, tokens: Tokens): Subject {
  const caller = authorization ? tokens.bearerOf(authorization) : anonymous
  if (caller === undefined) throw new AppError('unauthorized', 'Unauthorized')
  if (!may(caller, asked)) throw new AppError('forbidden', describeRefusal(caller, asked))
  return caller
}

function answerPath(method: string, path: string, { topology }: Snapshot): Response {
  const document = discoveryAt(path.replace(/\/$/, ''), topology)
  if (!healthPaths.includes(path) && document === undefined) throw noSuchResource()
  if (method !== 'GET') throw notAllowed()
  return document === undefined ? new Response('ok') : Response.json(document)
}

type ResourceTarget = Exclude<Target, { path: string }>

function read(request: Request, method: string, target: ResourceTarget, { snapshot }: KubernetesApiOptions): object {
  const { searchParams } = new URL(request.url)
  const resource = resourceFor(target)
  if (method !== 'GET' || isWatch(searchParams)) throw notAllowed()
  const cluster = snapshot()
  const representation = representationFor(request.headers.get('accept'), searchParams)
  const { namespace, name } = target
  if (name !== undefined) return representOne(getItem(resource, cluster, { namespace, name }), resource, representation)
  return representList(listItems(resource, cluster, namespace, searchParams), resource, representation)
}

function resourceFor(target: ResourceTarget): Resource {
  const found = resources.find((each) => isAt(each, target))
  const isPlace = found?.namespaced || target.namespace === undefined
  const isNamed = target.name === undefined || !found?.namespaced || target.namespace !== undefined
  if (found === undefined || target.subresource !== undefined || !isPlace || !isNamed) throw noSuchResource()
  return found
}

function isAt(each: Pick<Resource, 'group' | 'version' | 'plural'>, target: ResourceTarget): boolean {
  return each.group === target.group && each.version === target.version && each.plural === target.plural
}

async function create(
  request: Request,
  target: ResourceTarget,
  caller: Subject,
  { snapshot, tokens }: KubernetesApiOptions,
): Promise<object> {
  const { namespace, name, subresource } = target
  const review = reviews.find((each) => isAt(each, target))
  if (review !== undefined && name === undefined) {
    return answerReview(review.kind, await bodyOf(request), caller, tokens)
  }
  if (isAt(serviceAccounts, target) && subresource === 'token' && namespace !== undefined && name !== undefined) {
    // Throws for an account that is not there.
    getItem(serviceAccounts, snapshot(), { namespace, name })
    return answerTokenRequest(await bodyOf(request), { namespace, name }, tokens)
  }
  resourceFor(target)
  throw notAllowed()
}

async function bodyOf(request: Request) {
  return parsePosted(Buffer.from(await request.arrayBuffer()))
}
