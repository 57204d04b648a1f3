const powers: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** A Kubernetes resource quantity (`3500m`, `16393244Ki`, `1e3`) as a number in base units; null when it is not one. */
export function parseQuantity(text: string | undefined): number | null {
  const match = /^([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(text ?? '')
  const power = powers[match?.[2] ?? '']
  return match === null || power === undefined ? null : Number(match[1]) * power
}
