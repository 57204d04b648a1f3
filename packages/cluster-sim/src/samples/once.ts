/** Makes what belongs to a key when it is first asked for, and keeps it as long as the key lives. */
export function oncePerKey<Key extends WeakKey, Value extends object>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>()
  return (key) => {
    const before = made.get(key)
    if (before !== undefined) return before
    const value = make(key)
    made.set(key, value)
    return value
  }
}
