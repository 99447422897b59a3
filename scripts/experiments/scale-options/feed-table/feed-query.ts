/** The 20 newest posts of all users, found in the table that the triggers keep. */
export const feedQuery = `
SELECT posts.id, posts.user_id, posts.content, posts.created_at, users.username
FROM (SELECT post_id FROM feed_posts ORDER BY created_at DESC LIMIT 20) AS newest
JOIN posts ON posts.id = newest.post_id
JOIN users ON users.id = posts.user_id
ORDER BY posts.created_at DESC
`;
