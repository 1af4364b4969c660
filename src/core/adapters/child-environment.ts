type Environment = Readonly<Record<string, string | undefined>>;

/** What any program needs to find its files, its tools and its language. */
const common =
  /^(PATH|HOME|LANG|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|USERPROFILE|APPDATA|LOCALAPPDATA|LD_LIBRARY_PATH)$/i;
/** What a program needs to reach the user's desktop and its keychain. */
const desktop =
  /^(USER|LOGNAME|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_[A-Z_]+|DBUS_SESSION_BUS_ADDRESS|DESKTOP_SESSION|KDE_[A-Z_]+|GNOME_[A-Z_]+)$/i;

/**
 * Which variables of this process each kind of program gets. No other gets through, such as the tokens of other tools. keyturn
 * started as a second process (`own-program`) is the only program that gets all.
 */
const needed = {
  /** A person's program: `exec:`, `--prove-with`, `command`. The settings name more variables for it. */
  program: [/^(PATH|HOME|LANG|LC_ALL|TZ|TMPDIR|SYSTEMROOT)$/i],
  keychain: [common, desktop],
  /** What the Salesforce CLI's library needs to find the sign-ins, the keychain that encrypts them, and certificates. */
  signIns: [
    common,
    desktop,
    /^(PATHEXT|COMSPEC|HOMEDRIVE|HOMEPATH|USE_GENERIC_UNIX_KEYCHAIN|SF_[A-Z_]+|SFDX_[A-Z_]+|NODE_[A-Z_]+|SSL_CERT_(FILE|DIR))$/i,
  ],
  notification: [common, desktop],
  /** It starts the browser, which inherits its variables. Browsers without settings of a desktop take their proxy from them. */
  browser: [
    common,
    desktop,
    /^((HTTPS?|FTP|ALL|NO|AUTO|SOCKS)_PROXY|BROWSER|MOZ_[A-Z_]+|GTK_[A-Z_]+|QT_[A-Z_]+|WSL[A-Z_]*|SNAP[A-Z_]*)$/i,
  ],
  /** The service manager: systemctl, launchctl, schtasks. */
  service: [common, /^(USER|USERNAME|LOGNAME|XDG_RUNTIME_DIR|DBUS_SESSION_BUS_ADDRESS|COMSPEC)$/i],
  /** A tool of the system that is asked about a process. */
  system: [common],
} satisfies Readonly<Record<string, readonly RegExp[]>>;

export type ChildKind = keyof typeof needed;

/** The environment of a program that keyturn starts. */
export function childEnvironment(kind: ChildKind, env: Environment = process.env): Record<string, string> {
  return only(env, (name) => needed[kind].some((pattern) => pattern.test(name)));
}

/** The variables that the settings name for programs, by the program's path. */
export type NamedVariables = Readonly<Record<string, readonly string[]>>;

/** The environment of a person's program, with the variables that the settings name for it. */
export function programEnvironment(
  { env = process.env, named = {} }: ProgramVariables,
  path: string,
): Record<string, string> {
  const more = new Set(Object.hasOwn(named, path) ? named[path] : []);
  return { ...childEnvironment('program', env), ...only(env, (name) => more.has(name)) };
}

/** What programs of a person may get. */
export interface ProgramVariables {
  /** Default: that of this process. */
  readonly env?: Environment;
  readonly named?: NamedVariables;
}

function only(env: Environment, isWanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value !== undefined && isWanted(name) ? [[name, value]] : [])),
  );
}
