import { commandData } from '../callbacks.ts';
import type { Button } from '../message.ts';

/**
 * A button that turns something on or off. It carries what it makes, not "the other one": a second
 * tap on the same button, or one that arrives twice, changes nothing more.
 */
export function switchButton(command: string, name: string, label: string, on: boolean): Button {
  return {
    label: `${on ? '☑' : '☐'} ${label}`,
    data: commandData(command, `${name}:${on ? 'off' : 'on'}`),
  };
}

export function parseSwitch(argument: string): { name: string; on: boolean } | null {
  const [, name = '', to] = /^([a-z]+):(on|off)$/.exec(argument) ?? [];
  return to === undefined ? null : { name, on: to === 'on' };
}
