import { defineFault } from '../injection/fault.ts'
import { bridgePort } from '../network/namespaces.ts'

export default defineFault({
  title: "One member's cable is pulled and put back, again and again.",
  needs: ['bridge'],
  domain: 'network',
  cause: 'link-flap',
  target: 'follower',
  leavesTraces: true,
  strength: { unit: 's down', default: 1.5, min: 0.2, max: 10 },
  moves: [{ signal: 'carrier_changes', on: 'target', above: 2 }],
  stays: [{ signal: 'carrier_changes', on: 'others', below: 1 }],
  inject: async ({ members, strength, later, state, run }) => {
    const { namespaces, members: all } = state()
    const inside = namespaces.at(-1) ?? ''
    for (const member of members) {
      const device = bridgePort(all.findIndex(({ name }) => name === member.name))
      later({ kind: 'link', namespace: inside, device })
      const flip = `i=0; while [ $i -lt 400 ]; do ip -n "$1" link set "$2" down; sleep "$3"; ip -n "$1" link set "$2" up; sleep 2.5; i=$((i+1)); done`
      await run('flip', ['sh', '-c', flip, 'flip', inside, device, String(strength)])
    }
  },
})
