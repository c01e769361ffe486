import { readFileSync } from 'node:fs';

/** The command that installs tmux on this system, as one sentence. */
export function installHint(
  platform: NodeJS.Platform = process.platform,
  osRelease: string = readOsRelease(),
): string {
  const command = commandFor(platform, osRelease);
  return command === null
    ? 'Install tmux 3.2 or newer with the package manager of your system.'
    : `Install it with: ${command}`;
}

const byDistribution: Readonly<Record<string, string>> = {
  debian: 'sudo apt install tmux',
  ubuntu: 'sudo apt install tmux',
  fedora: 'sudo dnf install tmux',
  rhel: 'sudo dnf install tmux',
  arch: 'sudo pacman -S tmux',
  alpine: 'sudo apk add tmux',
  suse: 'sudo zypper install tmux',
  opensuse: 'sudo zypper install tmux',
  void: 'sudo xbps-install tmux',
  gentoo: 'sudo emerge app-misc/tmux',
  nixos: 'nix-env -iA nixos.tmux',
};

function commandFor(platform: NodeJS.Platform, osRelease: string): string | null {
  switch (platform) {
    case 'darwin':
      return 'brew install tmux';
    case 'freebsd':
      return 'sudo pkg install tmux';
    case 'linux':
      return (
        distributionsOf(osRelease)
          .map((id) => byDistribution[id])
          .find(Boolean) ?? null
      );
    default:
      return null;
  }
}

/** The distribution itself first, then those it is like. */
function distributionsOf(osRelease: string): readonly string[] {
  const value = (name: string) =>
    new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1]?.toLowerCase().split(/\s+/) ??
    [];
  return [...value('ID'), ...value('ID_LIKE')];
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
