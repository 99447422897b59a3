/** The 20 newest posts of all users. */
export const feedQuery = `
SELECT posts.id, posts.user_id, posts.content, posts.created_at, users.username
FROM posts
JOIN users ON users.id = posts.user_id
ORDER BY posts.created_at DESC
LIMIT 20
`;
