import { expect, test } from 'vitest'
import { describeRule, missingRuleHint, reviewAttributes, ruleOfRequest } from './access-rule.ts'

test.each([
  ['GET', '/api/v1/nodes?limit=1', 'list nodes in the whole cluster'],
  ['GET', '/api/v1/namespaces/monitoring', 'get namespaces "monitoring" in the whole cluster'],
  ['GET', '/api/v1/namespaces/openshift-etcd/pods', 'list pods in namespace openshift-etcd'],
  ['GET', '/api/v1/namespaces/a/pods/b/exec?command=x', 'get pods/exec "b" in namespace a'],
  [
    'GET',
    '/apis/route.openshift.io/v1/namespaces/openshift-monitoring/routes/thanos-querier',
    'get routes.route.openshift.io "thanos-querier" in namespace openshift-monitoring',
  ],
  [
    'POST',
    '/api/v1/namespaces/m/services/http:p:9090/proxy/api/v1/query',
    'create services/proxy "http:p:9090" in namespace m',
  ],
  ['GET', '/version', 'get /version'],
  ['GET', '/apis/route.openshift.io/v1', 'get /apis/route.openshift.io/v1'],
] as const)('%s %s needs: %s', (method, path, words) => {
  expect(describeRule(ruleOfRequest(method, path))).toBe(words)
})

test('the hint is a rule that can be pasted, in the right kind of role', () => {
  const rule = ruleOfRequest('GET', '/api/v1/namespaces/a/pods/b/exec')
  expect(missingRuleHint(rule)).toContain('{apiGroups: [""], resources: ["pods/exec"], verbs: ["get"]}')
  expect(missingRuleHint(rule)).toContain('Role in namespace a')
  expect(missingRuleHint(ruleOfRequest('GET', '/api/v1/nodes'))).toContain('A ClusterRole')
  expect(missingRuleHint({ verb: 'get', path: '/metrics' })).toContain('nonResourceURLs: ["/metrics"]')
})

test('an access review splits the subresource off', () => {
  expect(reviewAttributes({ verb: 'get', group: '', resource: 'pods/exec', namespace: 'a' })).toEqual({
    resourceAttributes: { verb: 'get', group: '', resource: 'pods', subresource: 'exec', namespace: 'a' },
  })
})
