import { describe, expect, test } from 'vitest'
import { targetsFrame } from '../testing/fake-source.ts'
import { folderWith } from '../testing/folder.ts'
import { shippedProfile, shippedProfiles } from '../testing/shipped-config.ts'
import { chooseProfile } from './choose-profile.ts'
import { loadProfiles, withSelectors } from './profiles.ts'
import { readTargets } from './targets.ts'

type Target = Parameters<typeof targetsFrame>[0][number]
const choose = (targets: Target[], options: Partial<Parameters<typeof chooseProfile>[0]> = {}) =>
  chooseProfile({ profiles: shippedProfiles, ...options }, readTargets(targetsFrame(targets)))

describe('the profile that fits', () => {
  test.each<[string, Target[], string]>([
    [
      'OpenShift',
      [
        { job: 'etcd', namespace: 'openshift-etcd' },
        { job: 'kubelet', namespace: 'kube-system' },
      ],
      'openshift',
    ],
    [
      'kube-prometheus-stack',
      [
        { job: 'kube-etcd', namespace: 'kube-system' },
        { job: 'apiserver', namespace: 'default' },
      ],
      'kubernetes',
    ],
    ['a managed cluster without its etcd', [{ job: 'kubelet', namespace: 'kube-system' }], 'kubernetes'],
    ['a bare etcd', [{ job: 'etcd' }], 'standalone'],
    ['a bare etcd beside a bare API server', [{ job: 'etcd-cluster' }, { job: 'apiserver' }], 'standalone'],
    ['node_exporters alone', [{ job: 'node' }], 'standalone'],
    ['node-exporter by another name', [{ job: 'prod_node_exporter' }], 'standalone'],
  ])('%s', (_, targets, profile) => {
    expect(choose(targets).id).toBe(profile)
  })

  test('is not found by targets that are down', () => {
    expect(() => choose([{ job: 'etcd', up: false }, { job: 'web' }])).toThrow(
      expect.objectContaining({
        code: 'not_found',
        message: expect.stringMatching(/jobs etcd \(down\), web/),
        hint: expect.stringMatching(/profile.*selectors/),
      }),
    )
  })

  test('is missed with a word on an empty Prometheus and a bound on a full one', () => {
    expect(() => choose([])).toThrow(/no target at all/)
    expect(() => choose(Array.from({ length: 30 }, (_, index) => ({ job: `web${index}` })))).toThrow(/and 10 more/)
  })

  test('can be forced, even with nothing up', () => {
    expect(choose([], { forced: 'openshift' }).id).toBe('openshift')
    expect(() => choose([], { forced: 'okd' })).toThrow(
      expect.objectContaining({
        code: 'not_found',
        hint: expect.stringContaining('openshift, kubernetes, standalone'),
      }),
    )
  })

  test('is the general one where the user’s own selectors find targets', () => {
    const profile = choose([{ job: 'kv-store' }], { selectors: { etcd: { job: 'kv-store' } } })
    expect(profile.id).toBe('standalone')
    expect(profile.selectors.etcd).toEqual({ job: 'kv-store' })
  })
})

describe('a user’s selectors', () => {
  const standalone = shippedProfile('standalone')

  test('replace the profile’s and may add a part that it lacks', () => {
    const profile = withSelectors(standalone, { kubelet: { job: 'k' } }, shippedProfiles)
    expect(profile.selectors).toMatchObject({ kubelet: { job: 'k' }, node: standalone.selectors.node })
    expect(standalone.selectors.kubelet).toBeUndefined()
  })

  test.each([
    ['a name that no profile has', { ectd: { job: 'x' } }, /"ectd", which no profile has/],
    ['no label', { etcd: {} }, /names no label/],
    ['a label that is none', { etcd: { 'job="x"} or up{': 'x' } }, /selector etcd/],
    ['a broken expression', { etcd: { job: '~[' } }, /no regular expression/],
  ])('are refused with %s', (_, selectors, message) => {
    expect(() =>
      withSelectors(standalone, selectors as Record<string, Record<string, string>>, shippedProfiles),
    ).toThrow(expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) }))
  })
})

describe('profile files', () => {
  const minimal = 'id: a\ntitle: A\npriority: 1\ndetect: { job: a }\nselectors: { x: { job: a } }\nlabels: {}\n'

  test('are tried in the order of their priority', () => {
    expect(shippedProfiles.map(({ id }) => id)).toEqual(['openshift', 'kubernetes', 'standalone'])
  })

  test.each([
    ['another id than the file’s name', 'b.yml', minimal, /profiles\/b\.yml: field id/],
    ['an unknown field', 'a.yml', `${minimal}extra: 1\n`, /profiles\/a\.yml.*extra/],
    ['a broken expression', 'a.yml', minimal.replace('x: { job: a }', 'x: { job: ~( }'), /selector x, label job/],
    ['an empty selector', 'a.yml', minimal.replace('x: { job: a }', 'x: {}'), /field selectors\.x/],
    ['a name used twice', 'a.yml', minimal.replace('labels: {}', 'labels: { x: { label: l, key: k } }'), /\$x is both/],
  ])('are refused with %s', (_, file, text, message) => {
    expect(() => loadProfiles(folderWith({ [`profiles/${file}`]: text }))).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) }),
    )
  })

  test('must be there', () => {
    expect(() => loadProfiles(folderWith({ 'profiles/notes.txt': '' }))).toThrow(/no platform profile/)
  })
})
