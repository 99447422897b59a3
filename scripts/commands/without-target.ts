/** Without TARGET, verbs act on a cluster; users who set none may mean the lab on this machine. */
export const withoutTarget =
  'Without TARGET, verbs act on a cluster. For the lab on this machine, set it once: export TARGET=local';
