import type { Env } from '../hooks.ts';

const name = 'OPENCODE_CONFIG_CONTENT';

/**
 * Settings for one start. Without the first one a paste of 3 lines or 150 characters is shown as a placeholder
 * and gets a space behind it. What somebody set in this variable stays; null when it cannot be read.
 */
export function inlineConfig(
  env: Env,
  plugins: readonly string[] = [],
): Readonly<Record<string, string>> | null {
  const given = parsed(env[name] ?? '{}');
  if (given === null) return null;
  const { experimental, plugin = [] } = given;
  if (!Array.isArray(plugin)) return null;
  const config = {
    ...given,
    experimental: { disable_paste_summary: true, ...(isObject(experimental) ? experimental : {}) },
    ...(plugins.length === 0 ? {} : { plugin: [...(plugin as readonly unknown[]), ...plugins] }),
  };
  return { [name]: JSON.stringify(config) };
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
