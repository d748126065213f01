/**
 * A Vulkan driver without a graphics card, for the tests of the WebGPU backend: SwiftShader, which
 * Chromium brings. A driver of the tester's own choice comes first: VK_DRIVER_FILES or VK_ICD_FILENAMES.
 */

import fs from 'node:fs';
import path from 'node:path';

const FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

const DRIVER = 'vk_swiftshader_icd.json';

/** Chromium's folder, if its driver is there. */
export const softwareVulkan = FOLDERS.find((folder) => fs.existsSync(path.join(folder, DRIVER)));

/**
 * Makes processes that start from now on use the driver, and Chromium's libvulkan.so.1 where the system
 * has none: the linker reads its search path when a process starts, so not this process itself.
 */
export function useSoftwareVulkan(): void {
  const { env } = process;
  if (!softwareVulkan || env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES) return;
  env.VK_ICD_FILENAMES = path.join(softwareVulkan, DRIVER);
  env.LD_LIBRARY_PATH = [env.LD_LIBRARY_PATH, softwareVulkan].filter(Boolean).join(':');
}
