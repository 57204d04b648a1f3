import { expect, test } from 'vitest'
import type { DiagnoseStep } from '../connection.ts'
import { findKube } from '../kube/find-kube.ts'
import { createKubeApi } from '../kube/kube-api.ts'
import { testCertificates } from '../testing/certificates.ts'
import { clusterConfig, openTestLab } from '../testing/test-lab.ts'
import { asksForLogin, findOpenShift } from './find-openshift.ts'

test('cluster-monitoring-view alone finds thanos-querier by the address of the console', async () => {
  await using lab = await openTestLab()
  const consoleURL = 'https://console-openshift-console.apps.lab.test'
  lab.cluster.configMaps['openshift-config-managed/console-public'] = { consoleURL }
  const kubernetes = { kubeconfig: await lab.kubeconfig({ token: 'viewer-token' }) }
  const config = clusterConfig({ kubernetes })
  const source = await findKube(config, { env: {}, serviceAccountDir: '/nowhere', trace: () => {} })
  const asked: string[] = []
  let trusted: string | undefined
  const steps: DiagnoseStep[] = []
  const found = await findOpenShift({
    kube: createKubeApi(source, { exec: false }),
    source,
    ca: testCertificates.otherCa,
    serviceAccountDir: '/nowhere',
    trace: (step) => steps.push(step),
    asks: async (url, ca) => {
      asked.push(url)
      trusted = ca
      return true
    },
  })
  expect(asked).toEqual(['https://thanos-querier-openshift-monitoring.apps.lab.test'])
  expect(found?.url).toBe(asked[0])
  expect(trusted).toBe([testCertificates.ca, testCertificates.otherCa].join('\n'))
  expect(found?.foundBy).toContain("derived from the console's")
  expect(steps.map(({ outcome }) => outcome)).toEqual(['refused', 'ok'])
})

test('a derived address counts only when a trusted server there asks for a login', async () => {
  await using lab = await openTestLab()
  const { thanosUrl, url } = lab.cluster
  expect(await asksForLogin(thanosUrl, testCertificates.ca, undefined)).toBe(true)
  expect(await asksForLogin(thanosUrl, testCertificates.otherCa, undefined)).toBe(false)
  expect(await asksForLogin('https://127.0.0.1:9', testCertificates.ca, undefined)).toBe(false)
  lab.cluster.override = (_, response) => {
    response.end('<html>Application is not available</html>')
    return true
  }
  expect(await asksForLogin(url, testCertificates.ca, undefined)).toBe(false)
  await expect(asksForLogin(url, testCertificates.ca, AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  })
})
