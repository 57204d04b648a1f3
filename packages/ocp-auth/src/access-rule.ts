/** One thing that an account may do to a resource; a subresource is written `pods/exec`. */
export interface ResourceRule {
  verb: string
  /** API group; empty for the core group. */
  group: string
  resource: string
  namespace?: string | undefined
  name?: string | undefined
}

/** One thing that an account may do to a path that is no resource, such as `/metrics`. */
export interface PathRule {
  verb: string
  path: string
}

export type AccessRule = ResourceRule | PathRule

/**
 * The rule that the API server checks for a request. `GET` is `get` with a name and `list` without, `POST` is `create`,
 * for the service proxy too. https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
 */
export function ruleOfRequest(method: 'GET' | 'POST', target: string): AccessRule {
  const [path = ''] = target.split('?')
  const parts = path.split('/').filter((part) => part !== '')
  const isCore = parts[0] === 'api'
  const isResource = isCore ? parts.length > 2 : parts[0] === 'apis' && parts.length > 3
  if (!isResource) {
    return { verb: method === 'GET' ? 'get' : 'post', path }
  }
  const rest = parts.slice(isCore ? 2 : 3).map(decodeURIComponent)
  const namespaced = rest[0] === 'namespaces' && rest.length > 2
  const [resource = '', name, subresource] = namespaced ? rest.slice(2) : rest
  const readVerb = name === undefined ? 'list' : 'get'
  return {
    verb: method === 'POST' ? 'create' : readVerb,
    group: isCore ? '' : (parts[1] ?? ''),
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace: namespaced ? rest[1] : undefined,
    name,
  }
}

/** The rule in words: `get routes.route.openshift.io "thanos-querier" in namespace openshift-monitoring`. */
export function describeRule(rule: AccessRule): string {
  if ('path' in rule) {
    return `${rule.verb} ${rule.path}`
  }
  const name = rule.name === undefined ? '' : ` "${rule.name}"`
  const where = rule.namespace === undefined ? 'in the whole cluster' : `in namespace ${rule.namespace}`
  return `${rule.verb} ${qualified(rule)}${name} ${where}`
}

/** What to give the account, as a line that fits under `rules:` of a Role or ClusterRole. */
export function missingRuleHint(rule: AccessRule): string {
  if ('path' in rule) {
    return `A ClusterRole with the rule {nonResourceURLs: ["${rule.path}"], verbs: ["${rule.verb}"]} is missing.`
  }
  const kind = rule.namespace === undefined ? 'ClusterRole' : `Role in namespace ${rule.namespace}`
  return `A ${kind} with the rule {apiGroups: ["${rule.group}"], resources: ["${rule.resource}"], verbs: ["${rule.verb}"]} is missing; docs/rbac has samples.`
}

/** The rule as a `resourceAttributes` or `nonResourceAttributes` of an access review. */
export function reviewAttributes(rule: AccessRule): Record<string, Record<string, string | undefined>> {
  if ('path' in rule) {
    return { nonResourceAttributes: { verb: rule.verb, path: rule.path } }
  }
  const [resource, subresource] = rule.resource.split('/')
  const { verb, group, namespace, name } = rule
  return { resourceAttributes: { verb, group, resource, subresource, namespace, name } }
}

function qualified({ resource, group }: ResourceRule): string {
  return group === '' ? resource : `${resource}.${group}`
}
