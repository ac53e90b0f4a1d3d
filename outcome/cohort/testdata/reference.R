# Writes reference.json: what R says of samples, paired measurements, shares and
# distributions, at full precision. R is not needed to run the tests:
#
#	Rscript outcome/cohort/testdata/reference.R > outcome/cohort/testdata/reference.json
#
# Base R only. Every p-value is two-sided; wilcox.test is asked for the exact
# distribution where it has one (no ties, no zeros) and for the normal
# approximation with continuity correction always.
set.seed(20261126)
num <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
given <- function(x) paste0("[", paste(sprintf("%.15g", x), collapse = ","), "]") # decimals as they were meant
list_of <- function(x) paste0("[", paste(num(x), collapse = ","), "]")
field <- function(name, value) paste0('"', name, '":', value)
object <- function(...) paste0("{", paste(c(...), collapse = ","), "}")

paired <- function(name, pre, post, level = 0.95) {
  d <- post - pre
  t <- if (length(unique(d)) > 1) t.test(post, pre, paired = TRUE, conf.level = level) else NULL
  nz <- d[d != 0]
  ties <- anyDuplicated(abs(nz)) > 0
  normal <- suppressWarnings(wilcox.test(post, pre, paired = TRUE, exact = FALSE, correct = TRUE))
  exact <- if (!ties && length(nz) == length(d) && length(d) <= 50) wilcox.test(post, pre, paired = TRUE, exact = TRUE)$p.value else NA
  object(field("name", paste0('"', name, '"')), field("pre", given(pre)), field("post", given(post)), field("level", sprintf("%.15g", level)),
    field("mean", num(mean(d))), field("sd", num(sd(d))), field("meanPre", num(mean(pre))), field("sdPre", num(sd(pre))),
    field("r", num(suppressWarnings(cor(pre, post)))),
    field("t", if (is.null(t)) "null" else num(t$statistic)), field("p", if (is.null(t)) "null" else num(t$p.value)),
    field("low", if (is.null(t)) "null" else num(t$conf.int[1])), field("high", if (is.null(t)) "null" else num(t$conf.int[2])),
    field("v", num(normal$statistic)), field("normal", num(normal$p.value)), field("exact", num(exact)))
}

sets <- c()
for (n in c(2, 3, 5, 8, 12, 20, 33, 49, 50, 51, 80, 200)) {
  # PHQ-9: ties and zeros as they come.
  pre <- pmin(27, pmax(0, round(rnorm(n, 14, 5)))); post <- pmin(27, pmax(0, round(pre - rnorm(n, 3, 4))))
  if (any(post != pre)) sets <- c(sets, paired(paste0("phq-9 of ", n), pre, post))
  # To the hundredth, without ties: magnitudes drawn without replacement.
  pre <- round(rnorm(n, 21, 4), 2); post <- round(pre + sample(1:400, n) / 100 * sample(c(-1, 1), n, TRUE, c(.35, .65)), 2)
  sets <- c(sets, paired(paste0("no ties, ", n), pre, post, c(0.9, 0.95, 0.99)[n %% 3 + 1]))
}
big <- 1000
pre <- pmin(27, pmax(0, round(rnorm(big, 14, 5)))); post <- pmin(27, pmax(0, pre + sample(-4:4, big, TRUE)))
sets <- c(sets, paired("a thousand", pre, post))


quantiles <- c()
for (n in c(1, 2, 7, 30, 101)) {
  x <- round(rexp(n, 1 / 14), 1)
  p <- c(0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 1)
  # sprintf to six decimals: type 7 between tenths is exact there.
  quantiles <- c(quantiles, object(field("x", given(x)), field("p", given(p)),
    field("linear", list_of(quantile(x, p, type = 7))), field("nearest", list_of(quantile(x, p, type = 1)))))
}

shares <- c()
for (xn in list(c(0, 1), c(1, 1), c(0, 7), c(3, 7), c(7, 7), c(1, 50), c(49, 50), c(17, 33), c(250, 1000), c(999, 1000), c(12345, 98765), c(1, 100000))) {
  for (level in c(0.9, 0.95, 0.998)) {
    w <- suppressWarnings(prop.test(xn[1], xn[2], conf.level = level, correct = FALSE))$conf.int
    b <- binom.test(xn[1], xn[2], conf.level = level)$conf.int
    shares <- c(shares, object(field("x", sprintf("%d", xn[1])), field("n", sprintf("%d", xn[2])), field("level", sprintf("%.15g", level)),
      field("wilson", list_of(w)), field("exact", list_of(b))))
  }
}

student <- c()
for (df in c(1, 2, 3, 5, 9, 29, 99, 999, 1e4, 1e5, 1e6)) for (t in c(1e-6, 1e-3, 0.01, 0.3, 1, 1.96, 2.5, 4, 6))
  student <- c(student, list_of(c(df, t, 2 * pt(-t, df))))
studentq <- c()
for (df in c(1, 2, 3, 5, 9, 29, 99, 999, 1e4, 1e5, 1e6)) for (p in c(0.001, 0.01, 0.05, 0.1, 0.32, 0.9))
  studentq <- c(studentq, list_of(c(p, df, qt(1 - p / 2, df))))
beta <- c()
for (a in c(0.5, 1, 2.5, 40, 1000)) for (b in c(0.5, 1, 2.5, 40, 1000)) for (x in c(0.001, 0.1, 0.5, 0.77, 0.999))
  beta <- c(beta, list_of(c(a, b, x, pbeta(x, a, b))))

lines <- function(x) paste0("[\n\t\t", paste(x, collapse = ",\n\t\t"), "\n\t]")
cat("{\n\t", paste(c(field("madeBy", paste0('"', R.version.string, '"')), field("paired", lines(sets)), field("quantiles", lines(quantiles)),
  field("shares", lines(shares)), field("student", lines(student)), field("studentQuantile", lines(studentq)), field("beta", lines(beta))),
  collapse = ",\n\t"), "\n}\n", sep = "")
