<?php
// A shop's own page that renders its visitor's number: it asks Dialtrace while it is made, and hands the answer on to the
// page script, which then asks nothing. PHP 8, no packages (allow_url_fopen must be on, as it is by default).
//
// Dialtrace has to believe this server what it says of its visitors: TRUSTED_PROXIES=<this server's address>, and the
// site's allowed addresses must have SHOP_ORIGIN.

define('DIALTRACE', getenv('DIALTRACE') ?: 'https://calls.example');
define('SITE_KEY', getenv('SITE_KEY') ?: 'your-site-key');
define('SHOP_ORIGIN', getenv('SHOP_ORIGIN') ?: 'https://shop.ru');
const OWN = ['find' => '+74951234567', 'show' => '+74951234567', 'text' => '+7 495 123-45-67'];

const PATIENCE_SECONDS = 0.3; // the page does not wait longer for its number
const VISITOR_SECONDS = 400 * 86400; // the longest that browsers keep a cookie
const VISIT_SECONDS = 30 * 60;

/** What Dialtrace answers to this page view, or null: then the page has the shop's own number, and its script asks. */
function ask_dialtrace(): ?array
{
    if (preg_match('/prefetch|prerender/', $_SERVER['HTTP_SEC_PURPOSE'] ?? '')) {
        return null; // nobody sees this page yet
    }
    $view = array_filter([
        't' => 'view',
        'site' => SITE_KEY,
        'url' => SHOP_ORIGIN . $_SERVER['REQUEST_URI'],
        'ref' => $_SERVER['HTTP_REFERER'] ?? null,
        'visitor' => $_COOKIE['dt_visitor'] ?? null,
        'visit' => $_COOKIE['dt_visit'] ?? null,
        'lang' => preg_split('/[,;]/', $_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? '')[0] ?: null,
    ]);
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'timeout' => PATIENCE_SECONDS,
        'header' => [
            'Content-Type: text/plain',
            'Origin: ' . SHOP_ORIGIN,
            'User-Agent: ' . ($_SERVER['HTTP_USER_AGENT'] ?? ''),
            'X-Forwarded-For: ' . $_SERVER['REMOTE_ADDR'], // behind a proxy of your own: what that proxy says
            'X-Forwarded-Proto: https',
        ],
        'content' => json_encode($view),
    ]]);
    // Slow or down: a shop's page never waits for it, never fails of it.
    $body = @file_get_contents(DIALTRACE . '/collect', false, $context);
    $answer = $body ? json_decode($body, true) : null;
    return is_array($answer['numbers'] ?? null) ? $answer : null;
}

function keep(string $name, string $value, int $seconds): void
{
    $rules = ['path' => '/', 'httponly' => true, 'secure' => true, 'samesite' => 'Lax'];
    setcookie($name, $value, ['expires' => time() + $seconds] + $rules);
}

$answer = ask_dialtrace();
if ($answer['visitor'] ?? null) { // none for a crawler, or for somebody who is not to be known
    keep('dt_visitor', $answer['visitor'], VISITOR_SECONDS);
    keep('dt_visit', $answer['visit'], VISIT_SECONDS);
}
header('Cache-Control: private, no-store'); // the number is this visitor's: no cache may give it to another
$found = array_filter($answer['numbers'] ?? [], fn ($number) => $number['find'] === OWN['find']);
$number = reset($found) ?: OWN;
$handed_on = $answer ? ' data-answer="' . htmlspecialchars(json_encode($answer)) . '"' : '';
?>
<!doctype html>
<meta charset="utf-8">
<title>Roses</title>
<script async src="<?= DIALTRACE ?>/dt-full.js" data-site="<?= SITE_KEY ?>"<?= $handed_on ?>></script>
<p>Call <a href="tel:<?= $number['show'] ?>"><?= $number['text'] ?></a></p>
