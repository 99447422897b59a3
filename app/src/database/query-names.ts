/** Every statement the API runs has a name; it labels `db_query_duration_seconds`. */
export const queryNames = ['ping', 'feed', 'user_posts', 'create_post'] as const;

export type QueryName = (typeof queryNames)[number];
