/** Folders, language and terminal: what a program needs to run at all. */
const basics =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_\w+|TZ|XDG_\w+|(LD|DYLD)_\w*LIBRARY_PATH|CI|TERM|TERM_PROGRAM|TERMINFO\w*|COLORTERM|NO_COLOR|FORCE_COLOR|WT_SESSION)$/;

/** The programs in PATH that these tools put there read their variables to find the real ones. */
const versionManagers = /^(ASDF|MISE|AQUA|VOLTA|NODENV|PROTO|NIX|WSL)_\w+$|^(LOCALE_ARCHIVE|WSLENV)$/;

/** How to reach the internet from the user's network, and which certificates to trust. */
const network =
  /^((https?|ftp|all|no)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE)$/i;

/** Credentials of clouds, for Docker's credential helpers and kubectl's plugins. */
const clouds =
  /^(AWS|AZURE|AAD|ARM|GOOGLE|CLOUDSDK|OCI|DIGITALOCEAN|LINODE|TELEPORT|TSH|VAULT|OS|IBMCLOUD|SCW|YC|ALIBABA_CLOUD)_\w+$|^USE_GKE_GCLOUD_AUTH_PLUGIN$/;

/** Where these helpers find an agent, a key ring, or a browser to log in with. */
const agents =
  /^(SSH_AUTH_SOCK|GNUPGHOME|GPG_TTY|PASSWORD_STORE_DIR|DBUS_SESSION_BUS_ADDRESS|DISPLAY|WAYLAND_DISPLAY|BROWSER)$/;

const credentials = [network, clouds, agents];

/** Which Docker, with which credentials; not a default platform or builder: images would differ. */
const docker = /^(DOCKER_(HOST|CONTEXT|CONFIG|AUTH_CONFIG|CERT_PATH|TLS|TLS_VERIFY|API_VERSION)|BUILDX_CONFIG)$/;

/** The Docker network that kind's containers join, if not the default one. */
const kind = /^KIND_EXPERIMENTAL_DOCKER_NETWORK$/;

const kubectl = /^(KUBECONFIG|KUBECACHEDIR)$/;

/** Where Helm keeps its files; not its namespace, context or driver. */
const helm = /^HELM_((CACHE|CONFIG|DATA)_HOME|REGISTRY_CONFIG|REPOSITORY_(CACHE|CONFIG)|PLUGINS)$/;

/** The user's preferences for pager, editor and history; not the database that psql connects to. */
const psql = /^(PAGER|PSQL_PAGER|LESS|LESSCHARSET|EDITOR|VISUAL|PSQL_EDITOR|PSQL_HISTORY|PSQLRC|INPUTRC)$/;

/** Which package index, and which of several versions of Python. */
const pip = /^(PIP|PYENV)_\w+$/;

const clusterTools = [...credentials, docker, kind, kubectl, helm];

/** What the lab's checks take from the shell: a machine without internet needs the first two. */
const checks = /^(KIND_NODE_IMAGE|MONITORING_CHART|NODE_V8_COVERAGE|NPM_TOKEN|npm_config_(registry|userconfig))$/i;

/** How a release is signed: with a key, or with the identity of a workflow. */
const signatures = /^(COSIGN|SIGSTORE|GITHUB|ACTIONS)_\w+$/;

/**
 * The environment variables that each child process inherits, in addition to its own: a LOG_LEVEL,
 * PGHOST or K6_VUS that the user has exported is meant for another program.
 */
const letIn = {
  /** The API, the live page, PostgreSQL, a compiler: no network but 127.0.0.1. */
  program: [],
  k6: [],
  docker: [...credentials, docker],
  kind: [...credentials, docker, kind, kubectl],
  kubectl: [...credentials, kubectl],
  helm: [...credentials, docker, kubectl, helm],
  psql: [psql],
  pip: [network, pip],
  checks: [...clusterTools, checks],
  release: [...clusterTools, signatures],
} satisfies Record<string, RegExp[]>;

export type Child = keyof typeof letIn;

/** The part of our environment that a child process gets, and its `own`, which takes precedence. */
export function childEnvironment(child: Child, own: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const patterns = [basics, versionManagers, ...letIn[child]];
  const inherited = Object.entries(process.env).filter(([name]) => patterns.some((pattern) => pattern.test(name)));
  return { ...Object.fromEntries(inherited), ...own };
}
