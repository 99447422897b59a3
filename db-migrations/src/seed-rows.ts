export interface SeedSize {
  users: number;
  posts: number;
}

export const isSameSize = (one: SeedSize, other: SeedSize): boolean =>
  one.users === other.users && one.posts === other.posts;

/** Fixed, so that every run creates the same rows. Only posts that people write are newer. */
export const seedEnd = '2026-01-01T00:00:00Z';
export const seedDays = 90;

// Each random choice is a hash of the row number and a salt, so that every machine and every run
// creates the same rows. Days are added in the session's time zone, which must be UTC.

/** The parameters of seededUsers. */
export const userParameters = ({ users }: SeedSize) => [users, seedEnd, seedDays];

/** A query for the seeded users: id, username, created_at. */
export const seededUsers = `
SELECT
  number AS id,
  (ARRAY['ada', 'alan', 'barbara', 'claude', 'dennis', 'donald', 'edsger', 'frances', 'grace', 'hedy',
         'jean', 'john', 'katherine', 'ken', 'leslie', 'linus', 'margaret', 'niklaus', 'radia', 'tim'])[1 + mod(number - 1, 20)]
    || '_' ||
  (ARRAY['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbor', 'iris', 'jade',
         'kestrel', 'lark', 'maple', 'north', 'onyx', 'pine', 'quartz', 'river', 'stone', 'tide'])[1 + mod((number - 1) / 20, 20)]
    || CASE WHEN number > 400 THEN '_' || number ELSE '' END AS username,
  ($2::timestamptz - (1 + (hashint4extended(number, 1) & 1023) / 1024.0) * make_interval(days => $3))::timestamptz(3) AS created_at
FROM generate_series(1, $1::integer) AS number`;

// Authors are a squared uniform variable: a few people write most posts. created_at rises with id,
// and has milliseconds, as in older labs: results for different rows cannot be compared.

/** The parameters $1 to $4 of seededPosts(). */
export const postParameters = ({ users, posts }: SeedSize) => [users, seedEnd, seedDays, posts];

/**
 * A query for seeded posts: id, user_id, content, created_at. `numbers` is a FROM item with a
 * column `number`, the ids; its own parameters start at $5.
 */
export const seededPosts = (numbers: string) => `
SELECT
  number AS id,
  (1 + floor($1::integer * chance.author * chance.author))::integer AS user_id,
  openings[1 + floor(cardinality(openings) * chance.opening)::integer] || ' '
    || subjects[1 + floor(cardinality(subjects) * chance.subject)::integer]
    || endings[1 + floor(cardinality(endings) * chance.ending)::integer] AS content,
  ($2::timestamptz - (1 - (number - chance.moment) / $4::integer) * make_interval(days => $3))::timestamptz(3) AS created_at
FROM ${numbers}
CROSS JOIN LATERAL (
  SELECT
    (hashint4extended(number, 2) & 1048575) / 1048576.0::double precision AS author,
    (hashint4extended(number, 3) & 1048575) / 1048576.0::double precision AS opening,
    (hashint4extended(number, 4) & 1048575) / 1048576.0::double precision AS subject,
    (hashint4extended(number, 5) & 1048575) / 1048576.0::double precision AS ending,
    (hashint4extended(number, 6) & 1048575) / 1048576.0::double precision AS moment
) AS chance
CROSS JOIN (
  SELECT
    ARRAY['Finally finished', 'Spent the whole morning on', 'Can anybody recommend a good book about', 'Today I learned something about',
          'Slowly falling in love with', 'Unpopular opinion: nobody needs', 'My grandmother taught me everything she knew about',
          'Small victory:', 'Three cups of coffee and', 'Still thinking about', 'Looking for people in town who care about',
          'First attempt at', 'It rained all day, so I read about', 'A photo from last summer:'] AS openings,
    ARRAY['the tomato seedlings on the balcony', 'sourdough', 'an old bicycle with a bent wheel', 'the night train to the coast',
          'birdsong before sunrise', 'a broken radio from the flea market', 'learning the cello at forty', 'the history of our street',
          'knots', 'a letter I never sent', 'how bees find their way home', 'mending instead of buying', 'the long way round the lake',
          'chess openings that I will never use', 'the smell of a new notebook', 'a very stubborn cat'] AS subjects,
    ARRAY['.', '!', ', and it was worth every minute.', '. More about that tomorrow.', '. What would you do?',
          ', although nobody asked me.', '. I took far too many pictures, but here is the only one in which nothing is blurred.',
          '. If you have been there, tell me what I missed; I go back next week and have a whole afternoon to spare.'] AS endings
) AS words`;
