import { readlinkSync, statSync } from 'node:fs'
import { basename } from 'node:path'

export interface BlockDevice {
  /** As in `node_disk_*{device="…"}`, for example `loop0`. */
  name: string
  /** `major:minor`, as cgroup files want it. */
  number: string
}

/** The block device under a path; `undefined` where there is none (overlay and other stacked file systems). */
export function blockDeviceOf(path: string): BlockDevice | undefined {
  const number = deviceNumber(statSync(path).dev)
  try {
    return { name: basename(readlinkSync(`/sys/dev/block/${number}`)), number }
  } catch {
    return undefined // The kernel lists block devices only.
  }
}

/** Splits a device id the way glibc's gnu_dev_major and gnu_dev_minor do (lower 32 bits). */
export function deviceNumber(device: number): string {
  return `${(device >>> 8) & 0xfff}:${(device & 0xff) | ((device >>> 12) & 0xfff00)}`
}
