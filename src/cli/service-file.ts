import { join } from 'node:path';

/** What the system's service manager is told, and how it is told. */
export interface ServiceFile {
  readonly path: string;
  readonly text: string;
  readonly enable: readonly (readonly string[])[];
  readonly disable: readonly (readonly string[])[];
}

export interface ServiceOptions {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly configHome: string | undefined;
  readonly node: string;
  readonly root: string;
  readonly path: string;
  /** systemd has its program for news of services: then it also watches that we go on. */
  readonly notify: boolean;
}

const label = 'tapmux';

export function serviceFile(options: ServiceOptions): ServiceFile | null {
  if (options.platform === 'linux') return systemdUnit(options);
  return options.platform === 'darwin' ? launchAgent(options) : null;
}

function systemdUnit(options: ServiceOptions): ServiceFile {
  const { node, root, path, notify } = options;
  const folder = join(options.configHome ?? join(options.home, '.config'), 'systemd', 'user');
  const start = [node, join(root, 'src', 'bootstrap.mjs'), 'start'].map(systemdQuoted).join(' ');
  // The first start may install and build. The watchdog waits longer than any poll may take.
  const watched = `Type=notify
NotifyAccess=all
TimeoutStartSec=600
WatchdogSec=180
`;
  return {
    path: join(folder, `${label}.service`),
    text: `[Unit]
Description=tapmux: remote control for coding agents
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
${notify ? watched : ''}ExecStart=${start}
Environment=${systemdQuoted(`PATH=${path}`)}
Restart=on-failure
RestartSec=5
TimeoutStopSec=10
# Only the daemon ends with the service: a tmux server that it started holds living agents.
KillMode=process

[Install]
WantedBy=default.target
`,
    enable: [
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', '--now', `${label}.service`],
    ],
    disable: [['systemctl', '--user', 'disable', '--now', `${label}.service`]],
  };
}

/** systemd reads quotes, backslashes, `%` and `$` in a unit. */
function systemdQuoted(text: string): string {
  const safe = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$');
  return `"${safe}"`;
}

function launchAgent({ home, node, root, path }: ServiceOptions): ServiceFile {
  const place = join(home, 'Library', 'LaunchAgents', `${label}.plist`);
  const words = [node, join(root, 'src', 'bootstrap.mjs'), 'start'];
  return {
    path: place,
    text: `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${label}</string>
  <key>ProgramArguments</key>
  <array>${words.map((word) => `<string>${xml(word)}</string>`).join('')}</array>
  <key>EnvironmentVariables</key>
  <dict><key>PATH</key><string>${xml(path)}</string></dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ThrottleInterval</key><integer>10</integer>
  <key>AbandonProcessGroup</key><true/>
</dict>
</plist>
`,
    enable: [['launchctl', 'load', '-w', place]],
    disable: [['launchctl', 'unload', '-w', place]],
  };
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
