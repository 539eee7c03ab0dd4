# Make data/further.json: domains, lonely strata, missing answers, weights of 0, intervals, replicates.
# Rscript tests/reference/generate_further.R   (Debian 12: r-cran-survey 4.1-1, r-cran-jsonlite)
# An entry: the rows taken of data/more.csv, the plan, the R call that made its design, and lines, each
# with the cell of the answer it is about, R's call and R's numbers. Nothing here differs in 4.4-2:
# totals under the policy `adjust` do, and are not here.
suppressMessages({library(survey); library(jsonlite)})
folder <- file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "data")
more <- read.csv(file.path(folder, "more.csv"))
more$psuid <- 10 * more$stratum + more$psu
more$inc <- ifelse(more$hours == 0, NA, more$income)           # missing answers
more$qm <- ifelse(more$hours == 1, NA, more$q)
more$zw <- ifelse(more$psu == 6 & more$stratum < 3, 0, more$ppsw)  # units that weigh 0
more$zs <- ifelse(more$stratum == 3 | more$psu == 6, 0, more$ppsw)  # and a stratum of them
more$big <- 1e6 + more$spend
more$rent <- 1000 * more$income
more$near <- 1e6 + 2 * more$rent + 100 * more$spend              # far from 0, and near what is calibrated on
more$late <- ifelse(more$stratum == 1 & more$hours >= 6, more$income, NA)  # 13 rows
more$m1 <- as.numeric(more$q >= 3); more$m2 <- as.numeric(more$hours > 2)
more$score <- pmin(10, more$hours + more$q)
more$full <- ifelse(more$stratum == 4, 6, more$fpc1)               # a stratum wholly drawn
for (name in c("sex", "age", "q", "qm", "psu", "stratum")) more[[paste0(name, "f")]] <- factor(more[[name]])
samples <- list(all = more, lone = subset(more, stratum < 4 | psu == 1))
options(survey.replicates.mse = FALSE)

ends <- function(m, df, level = 0.95) {
  k <- confint(m, df = df, level = level)
  c(estimate = unname(c(coef(m))), se = unname(c(SE(m))), low = k[1], high = k[2])
}
share <- function(formula, d, method, df = degf(d), level = 0.95) {
  k <- svyciprop(formula, d, method = method, df = df, level = level, na.rm = TRUE)
  c(estimate = unname(c(k)), low = unname(attr(k, "ci")[1]), high = unname(attr(k, "ci")[2]))
}
test <- function(formula, d, statistic) {
  k <- svychisq(formula, d, statistic = statistic)
  c(statistic = unname(k$statistic), ndf = unname(k$parameter[1]),
    if (length(k$parameter) > 1) c(ddf = unname(k$parameter[2])), p = unname(k$p.value))
}
middle <- function(formula, d, prob, level = 0.95) {
  k <- svyquantile(formula, d, prob, alpha = 1 - level, ci = TRUE)[[1]]
  c(estimate = k[1, 1], low = k[1, 2], high = k[1, 3], se = k[1, 4], df = degf(d))
}
contrast <- function(y, g, d, whole) {
  k <- svycontrast(svyby(y, g, d, svymean, covmat = TRUE), c(-1, 1))
  c(estimate = unname(c(coef(k))), se = unname(c(SE(k))),
    p = unname(2 * pt(-abs(coef(k) / SE(k)), degf(whole))))
}
deffed <- function(m) c(estimate = unname(c(coef(m))), deff = unname(c(deff(m))))

entries <- list()
entry <- function(id, rows, design, call, weighting = list(), weigh = NULL, policy = "fail", in_domains = FALSE, lines) {
  options(survey.lonely.psu = policy, survey.adjust.domain.lonely = in_domains)
  s <- samples[[rows]]
  d <- eval(parse(text = call), list(s = s))
  if (!is.null(weigh)) d <- eval(parse(text = weigh), list(d = d, s = s))
  estimates <- lapply(seq_along(lines), function(i) c(list(id = as.character(i)), lines[[i]]$estimate))
  found <- lapply(seq_along(lines), function(i) {
    value <- eval(parse(text = lines[[i]]$call), list(d = d))
    list(estimate = as.character(i), cell = lines[[i]]$cell, call = lines[[i]]$call, value = as.list(value))
  })
  if (!"lonely_psu" %in% names(design) && policy != "fail") design$lonely_psu <- policy
  if (in_domains) design$adjust_domain_lonely <- TRUE
  entries[[length(entries) + 1]] <<- list(
    id = id, rows = rows, design = call, weighting = weigh,
    plan = list(format = "ydan-analysis/1", design = design, weighting = weighting, estimates = estimates),
    lines = found)
}
none <- setNames(list(), character())
line <- function(call, statistic, ..., cell = none)
  list(call = call, estimate = list(statistic = statistic, ...), cell = cell)
one <- function(name) I(name)   # a list of one in JSON
mean_of <- function(call, variable, ...) line(call, "mean", variables = one(variable), ...)
total_of <- function(call, variable, ...) line(call, "total", variables = one(variable), ...)

nested <- list(weight = "ppsw", strata = "stratum", clusters = one("psu"), nest = TRUE)
nested_call <- "svydesign(id = ~psu, strata = ~stratum, weights = ~ppsw, nest = TRUE, data = s)"

# lonely strata in domains: only the strata with a row in the domain stand for a lonely one
for (policy in c("remove", "certainty", "average", "adjust")) {
  lines <- list(
    mean_of("ends(svymean(~spend, d), degf(d))", "spend"),
    mean_of("ends(svymean(~spend, subset(d, stratum < 4 & age == 2)), degf(d))", "spend", where = "stratum < 4 and age == 2"),
    mean_of("ends(svymean(~spend, subset(d, stratum > 2)), degf(d))", "spend", where = "stratum > 2"),
    mean_of("ends(svymean(~inc, subset(d, sex == 1), na.rm = TRUE), degf(d), 0.9)", "inc", where = "sex == 1", level = 0.9),
    line("ends(svyratio(~spend, ~income, subset(d, stratum != 1)), degf(d))", "ratio", numerator = "spend", denominator = "income", where = "stratum != 1"),
    line("share(~I(q == 3), subset(d, stratum > 2), 'logit')", "proportion", variable = "q", where = "stratum > 2", cell = list(category = "3")),
    line("share(~I(q == 3), subset(d, stratum > 2), 'beta')", "proportion", variable = "q", ci = "beta", where = "stratum > 2", cell = list(category = "3")),
    line("test(~qf + sexf, subset(d, stratum > 2), 'F')", "crosstab", rows = "q", columns = "sex", tests = one("rao_scott_f"), where = "stratum > 2", cell = list(test = "rao_scott_f")))
  if (policy != "adjust") lines <- c(lines, list(
    total_of("ends(svytotal(~spend, d), degf(d))", "spend"),
    total_of("ends(svytotal(~spend, subset(d, stratum > 2)), degf(d))", "spend", where = "stratum > 2"),
    total_of("ends(svytotal(~spend, subset(d, stratum < 4)), degf(d))", "spend", where = "stratum < 4")))
  entry(paste0("lonely_domain.", policy), "lone", nested, nested_call, policy = policy, lines = lines)
}
# survey.adjust.domain.lonely: strata of several units of which the domain has one are lonely too
single <- "stratum > 2 or psu == 2"
for (policy in c("average", "adjust")) {
  lines <- list(
    mean_of("ends(svymean(~spend, subset(d, stratum > 2 | psu == 2)), degf(d))", "spend", where = single),
    mean_of("ends(svymean(~inc, subset(d, (stratum > 2 | psu == 2) & age == 2), na.rm = TRUE), degf(d))", "inc", where = paste0("(", single, ") and age == 2")),
    line("ends(svyratio(~spend, ~income, subset(d, stratum > 2 | psu == 2)), degf(d))", "ratio", numerator = "spend", denominator = "income", where = single),
    line("share(~I(q == 3), subset(d, stratum > 2 | psu == 2), 'xlogit')", "proportion", variable = "q", ci = "xlogit", where = single, cell = list(category = "3")),
    line("test(~qf + sexf, subset(d, stratum > 2 | psu == 2), 'F')", "crosstab", rows = "q", columns = "sex", tests = one("rao_scott_f"), where = single, cell = list(test = "rao_scott_f")))
  if (policy == "average") lines <- c(lines, list(total_of("ends(svytotal(~spend, subset(d, stratum > 2 | psu == 2)), degf(d))", "spend", where = single)))
  entry(paste0("single_in_domain.", policy), "lone", nested, nested_call, policy = policy, in_domains = TRUE, lines = lines)
}
entry("lonely_domain.elements_average", "lone", list(weight = "ppsw", strata = "bstratum"),
  "svydesign(id = ~1, strata = ~bstratum, weights = ~ppsw, data = s)", policy = "average", lines = list(
    mean_of("ends(svymean(~spend, subset(d, age == 3)), degf(d))", "spend", where = "age == 3"),
    total_of("ends(svytotal(~hours, subset(d, bstratum > 3)), degf(d))", "hours", where = "bstratum > 3")))
entry("lonely_domain.calibrated_average", "lone", nested, nested_call, policy = "average",
  weighting = list(list(method = "poststratify", targets = list(age = list("1" = 3000, "2" = 2500, "3" = 2000)))),
  weigh = "postStratify(d, ~age, data.frame(age = 1:3, Freq = c(3000, 2500, 2000)))", lines = list(
    mean_of("ends(svymean(~spend, subset(d, stratum < 4)), degf(d))", "spend", where = "stratum < 4"),
    total_of("ends(svytotal(~spend, subset(d, stratum > 2)), degf(d))", "spend", where = "stratum > 2")))

# units and strata that weigh 0 are there all the same: for the share and the mean of `average` and `adjust`, and in tests
zero <- list(weight = "zs", strata = "stratum", clusters = one("psu"), nest = TRUE)
zero_call <- "svydesign(id = ~psu, strata = ~stratum, weights = ~zs, nest = TRUE, data = s)"
pairs <- "(stratum == 1 and psu > 4) or stratum != 1"
for (policy in c("average", "adjust")) for (in_domains in c(FALSE, TRUE)) {
  lines <- list(
    mean_of("ends(svymean(~spend, d), degf(d))", "spend"),
    mean_of("ends(svymean(~inc, subset(d, age == 2), na.rm = TRUE), degf(d))", "inc", where = "age == 2"),
    mean_of("ends(svymean(~spend, subset(d, (stratum == 1 & psu > 4) | stratum != 1)), degf(d))", "spend", where = pairs),
    line("ends(svyratio(~spend, ~income, subset(d, stratum != 1)), degf(d))", "ratio", numerator = "spend", denominator = "income", where = "stratum != 1"),
    line("test(~sexf + agef, subset(d, stratum > 1), 'F')", "crosstab", rows = "sex", columns = "age", tests = one("rao_scott_f"), where = "stratum > 1", cell = list(test = "rao_scott_f")))
  if (policy == "average") lines <- c(lines, list(
    line("test(~sexf + agef, subset(d, stratum != 2), 'Wald')", "crosstab", rows = "sex", columns = "age", tests = one("wald"), where = "stratum != 2", cell = list(test = "wald")),
    total_of("ends(svytotal(~spend, d), degf(d))", "spend"),
    total_of("ends(svytotal(~spend, subset(d, (stratum == 1 & psu > 4) | stratum != 1)), degf(d))", "spend", where = pairs)))
  entry(sprintf("zero_weights.%s%s", policy, if (in_domains) "_in_domains" else ""), "lone", zero, zero_call, policy = policy, in_domains = in_domains, lines = lines)
}
zero_tests <- list(
  line("test(~sexf + agef, subset(d, hours > 3), 'Wald')", "crosstab", rows = "sex", columns = "age", tests = one("wald"), where = "hours > 3", cell = list(test = "wald")),
  line("test(~sexf + agef, subset(d, stratum != 2), 'adjWald')", "crosstab", rows = "sex", columns = "age", tests = one("adjusted_wald"), where = "stratum != 2", cell = list(test = "adjusted_wald")),
  line("share(~I(q == 3), subset(d, stratum != 2), 'beta')", "proportion", variable = "q", ci = "beta", where = "stratum != 2", cell = list(category = "3")))
entry("zero_weights.clusters", "all", zero, zero_call, lines = zero_tests)
entry("zero_weights.elements", "all", list(weight = "zs", strata = "stratum"), "svydesign(id = ~1, strata = ~stratum, weights = ~zs, data = s)", lines = zero_tests)

# intervals of shares in domains with missing answers; df and levels
methods <- c("logit", "xlogit", "mean", "asin", "beta", "likelihood")
share_lines <- function(whole = "degf(d)") c(
  lapply(methods, function(m) line(sprintf("share(~I(qm == 3), subset(d, age == 2), '%s'%s)", m, if (m == "mean") paste(", df =", whole) else ""),
    "proportion", variable = "qm", ci = m, where = "age == 2", cell = list(category = "3"))),
  lapply(c("asin", "beta", "xlogit"), function(m) line(sprintf("share(~I(qm == 4), subset(d, sex == 2), '%s', level = 0.8)", m),
    "proportion", variable = "qm", ci = m, where = "sex == 2", level = 0.8, cell = list(category = "4"))),
  lapply(c("beta", "asin"), function(m) line(sprintf("share(~I(qm == 4), subset(d, sex == 2), '%s', df = Inf)", m),
    "proportion", variable = "qm", ci = m, where = "sex == 2", df = NA, cell = list(category = "4"))))
entry("shares.clusters", "all", nested, nested_call, lines = share_lines())
entry("shares.elements", "all", list(weight = "ppsw", strata = "stratum"),
  "svydesign(id = ~1, strata = ~stratum, weights = ~ppsw, data = s)", lines = share_lines())
entry("shares.zero_weights", "all", list(weight = "zw", strata = "stratum", clusters = one("psu"), nest = TRUE),
  "svydesign(id = ~psu, strata = ~stratum, weights = ~zw, nest = TRUE, data = s)", lines = share_lines())
entry("shares.jkn", "all", c(nested, list(replicates = list(type = "JKn"))),
  sprintf("as.svrepdesign(%s, type = 'JKn')", nested_call), lines = share_lines()[c(2, 3, 4, 7, 9, 11)])

# tests, quantiles, differences, several answers, scores, design effects, in domains
mixed <- list(
  line("test(~qmf + sexf, subset(d, age == 1), 'F')", "crosstab", rows = "qm", columns = "sex", tests = one("rao_scott_f"), where = "age == 1", cell = list(test = "rao_scott_f")),
  line("test(~sexf + agef, subset(d, stratum > 1), 'Chisq')", "crosstab", rows = "sex", columns = "age", tests = one("rao_scott_chisq"), where = "stratum > 1", cell = list(test = "rao_scott_chisq")),
  line("test(~sexf + agef, subset(d, stratum > 1), 'Wald')", "crosstab", rows = "sex", columns = "age", tests = one("wald"), where = "stratum > 1", cell = list(test = "wald")),
  line("test(~sexf + agef, subset(d, stratum > 1), 'adjWald')", "crosstab", rows = "sex", columns = "age", tests = one("adjusted_wald"), where = "stratum > 1", cell = list(test = "adjusted_wald")),
  line("middle(~spend, subset(d, age == 2), 0.5)", "quantile", variable = "spend", probs = 0.5, where = "age == 2"),
  line("middle(~inc, subset(d, !is.na(inc)), 0.75, 0.9)", "quantile", variable = "inc", probs = 0.75, level = 0.9),
  line("contrast(~spend, ~sex, subset(d, age != 3), d)", "difference", group = "sex", measure = "mean", variable = "spend", where = "age != 3"),
  line("contrast(~I(qm >= 4), ~sex, subset(d, !is.na(qm)), d)[c(3, 4)]", "difference", group = "sex", measure = "top_box", variable = "qm", categories = c("4", "5")),
  line("ends(svymean(~m1, subset(d, age == 1)), degf(d))", "multiple", variables = c("m1", "m2"), ci = "mean", where = "age == 1", cell = list(variable = "m1")),
  line("ends(svyratio(~m2, ~I(m1 + m2), subset(d, age == 1)), degf(d))", "multiple", variables = c("m1", "m2"), base = "responses", ci = "mean", where = "age == 1", cell = list(variable = "m2")),
  line("ends(svymean(~I(100 * ((score >= 9) - (score <= 6))), subset(d, sex == 1)), degf(d), 0.99)", "nps", variable = "score", where = "sex == 1", level = 0.99),
  line("deffed(svymean(~spend, subset(d, age == 2), deff = TRUE))", "mean", variables = one("spend"), where = "age == 2", deff = TRUE),
  line("deffed(svytotal(~big, subset(d, age == 2), deff = 'replace'))", "total", variables = one("big"), where = "age == 2", deff = "replace"),
  line("ends(svyby(~spend, ~sex, subset(d, age == 3), svymean)[1, ], degf(d))", "mean", variables = one("spend"), by = one("sex"), where = "age == 3", cell = list(by = list(sex = "1"))))
mixed[[8]]$call <- "contrast(~as.numeric(qm >= 4), ~sex, subset(d, !is.na(qm)), d)"
mixed[[14]] <- mean_of("ends(svymean(~spend, subset(d, age == 3 & sex == 1)), degf(d))", "spend", by = one("sex"), where = "age == 3", cell = list(by = list(sex = "1")))
two <- list(strata = "stratum", clusters = c("psu", "ssu"), fpc = c("fpc1", "fpc2"), nest = TRUE)
entry("domains.two", "all", two, "svydesign(id = ~psu + ssu, strata = ~stratum, fpc = ~fpc1 + fpc2, nest = TRUE, data = s)", lines = mixed)
entry("domains.pps", "all", nested, nested_call, lines = mixed)
entry("domains.elements", "all", list(weight = "ppsw", strata = "stratum", fpc = one("fpce")),
  "svydesign(id = ~1, strata = ~stratum, weights = ~ppsw, fpc = ~fpce, data = s)", lines = mixed)
# of a calibrated sample R keeps all rows: the tests count all its units, the interval `beta` all its rows
sex_age <- list(sex = list("1" = 4500, "2" = 4000), age = list("1" = 3500, "2" = 3000, "3" = 2000))
linear <- list(list(method = "calibrate", "function" = "linear", targets = sex_age))
calibrate_call <- "calibrate(d, ~factor(sex) + factor(age), c(8500, 4000, 3000, 2000), calfun = 'linear')"
calibrated <- c(mixed[c(1, 4, 5, 9, 10, 11, 12)], list(
  line("share(~I(q == 4), subset(d, age == 2), 'beta')", "proportion", variable = "q", ci = "beta", where = "age == 2", cell = list(category = "4")),
  line("share(~I(q == 4), subset(d, age == 2), 'logit')", "proportion", variable = "q", where = "age == 2", cell = list(category = "4")),
  total_of("ends(svytotal(~big, subset(d, age == 2)), degf(d))", "big", where = "age == 2")))
calibrated[[1]] <- line("test(~qf + sexf, subset(d, age == 1), 'F')", "crosstab", rows = "q", columns = "sex", tests = one("rao_scott_f"), where = "age == 1", cell = list(test = "rao_scott_f"))
calibrated[[2]] <- line("test(~sexf + agef, subset(d, stratum > 1), 'F')", "crosstab", rows = "sex", columns = "age", tests = one("rao_scott_f"), where = "stratum > 1", cell = list(test = "rao_scott_f"))
entry("domains.pps_linear", "all", nested, nested_call, linear, calibrate_call, lines = calibrated)
entry("domains.elements_linear", "all", list(weight = "ppsw", strata = "stratum"),
  "svydesign(id = ~1, strata = ~stratum, weights = ~ppsw, data = s)", linear, calibrate_call, lines = calibrated)

# trimmed after the calibration: R takes residuals of values times final weight over calibrated weight
trim <- list(list(method = "trim", lower = 12, upper = 40))
trimmed <- list(
  mean_of("ends(svymean(~spend, d), degf(d))", "spend"),
  mean_of("ends(svymean(~inc, subset(d, sex == 1), na.rm = TRUE), degf(d))", "inc", where = "sex == 1"),
  total_of("ends(svytotal(~spend, d), degf(d))", "spend"),
  total_of("ends(svytotal(~spend, subset(d, age == 2)), degf(d))", "spend", where = "age == 2"),
  line("ends(svyratio(~spend, ~income, subset(d, age == 2)), degf(d))", "ratio", numerator = "spend", denominator = "income", where = "age == 2"),
  line("share(~I(q == 4), d, 'xlogit')", "proportion", variable = "q", ci = "xlogit", cell = list(category = "4")),
  line("test(~qf + sexf, d, 'F')", "crosstab", rows = "q", columns = "sex", tests = one("rao_scott_f"), cell = list(test = "rao_scott_f")))
trim_call <- sprintf("trimWeights(%s, lower = 12, upper = 40)", calibrate_call)
entry("trimmed.pps_linear", "all", nested, nested_call, c(linear, trim), trim_call, lines = trimmed)
entry("trimmed.elements_linear", "all", list(weight = "ppsw", strata = "stratum"),
  "svydesign(id = ~1, strata = ~stratum, weights = ~ppsw, data = s)", c(linear, trim), trim_call, lines = trimmed)
entry("trimmed.simple_linear", "all", setNames(list(), character()), "svydesign(id = ~1, weights = ~I(rep(1, nrow(s))), data = s)", c(linear, trim), trim_call, lines = trimmed)
two_steps <- c(list(list(method = "poststratify", targets = sex_age["age"])), linear, trim)
entry("trimmed.pps_twice", "all", nested, nested_call, two_steps,
  sprintf("trimWeights(%s, lower = 12, upper = 40)", sub("(d,", "(postStratify(d, ~age, data.frame(age = 1:3, Freq = c(3500, 3000, 2000))),", calibrate_call, fixed = TRUE)), lines = trimmed)

# rows of weight 0 weigh something once they are trimmed, and count where rows that weigh are counted
lifted <- list(
  mean_of("ends(svymean(~spend, d), degf(d))", "spend"),
  mean_of("deffed(svymean(~spend, d, deff = TRUE))", "spend", deff = TRUE),
  total_of("deffed(svytotal(~spend, subset(d, age == 2), deff = 'replace'))", "spend", where = "age == 2", deff = "replace"),
  line("share(~I(q == 4), d, 'likelihood')", "proportion", variable = "q", ci = "likelihood", cell = list(category = "4")),
  line("share(~I(q == 4), subset(d, psu > 4), 'xlogit')", "proportion", variable = "q", ci = "xlogit", where = "psu > 4", cell = list(category = "4")))
entry("trimmed.pps_zero_weights", "all", list(weight = "zw", strata = "stratum", clusters = one("psu"), nest = TRUE),
  "svydesign(id = ~psu, strata = ~stratum, weights = ~zw, nest = TRUE, data = s)", trim, "trimWeights(d, lower = 12, upper = 40)", lines = lifted)
entry("trimmed.elements_zero_weights", "all", list(weight = "zw", strata = "stratum"),
  "svydesign(id = ~1, strata = ~stratum, weights = ~zw, data = s)", trim, "trimWeights(d, lower = 12, upper = 40)", lines = lifted)

# calibrated on numbers, far from 0 as well, and trimmed then
far <- list(
  mean_of("ends(svymean(~spend, d), degf(d))", "spend"),
  total_of("ends(svytotal(~big, d), degf(d))", "big"),
  total_of("ends(svytotal(~near, d), degf(d))", "near"),
  total_of("ends(svytotal(~big, subset(d, age == 2)), degf(d))", "big", where = "age == 2"),
  mean_of("ends(svymean(~big, subset(d, sex == 1)), degf(d))", "big", where = "sex == 1"),
  line("ends(svyratio(~big, ~income, subset(d, age == 2)), degf(d))", "ratio", numerator = "big", denominator = "income", where = "age == 2"),
  line("share(~I(q == 4), d, 'xlogit')", "proportion", variable = "q", ci = "xlogit", cell = list(category = "4")),
  line("test(~qf + sexf, d, 'F')", "crosstab", rows = "q", columns = "sex", tests = one("rao_scott_f"), cell = list(test = "rao_scott_f")))
on_numbers <- list(
  size = list(list("(intercept)" = 12000, rent = 16e7, hours = 44000), "calibrate(d, ~rent + hours, c(12000, 16e7, 44000))"),
  levels = list(list(sex = list("1" = 6500, "2" = 5500), rent = 16e7), "calibrate(d, ~factor(sex) + rent, c(12000, 5500, 16e7))"),
  alone = list(list(rent = 16e7), "calibrate(d, ~rent - 1, 16e7)"))
on_designs <- list(
  elements = list(list(weight = "ppsw"), "svydesign(id = ~1, weights = ~ppsw, data = s)"),
  strata = list(list(weight = "ppsw", strata = "stratum", fpc = one("fpce")), "svydesign(id = ~1, strata = ~stratum, weights = ~ppsw, fpc = ~fpce, data = s)"),
  pps = list(nested, nested_call))
for (of in names(on_designs)) for (to in names(on_numbers)) {
  totals <- on_numbers[[to]]
  step <- list(list(method = "calibrate", "function" = "linear", totals = totals[[1]]))
  entry(sprintf("numbers.%s_%s", of, to), "all", on_designs[[of]][[1]], on_designs[[of]][[2]], step, totals[[2]], lines = far)
  entry(sprintf("numbers.%s_%s_trimmed", of, to), "all", on_designs[[of]][[1]], on_designs[[of]][[2]], c(step, trim), sprintf("trimWeights(%s, lower = 12, upper = 40)", totals[[2]]), lines = far)
}

# replicates: wholly drawn strata, units that weigh 0, domains in few units, columns
part <- "stratum == 2 and psu < 4"
repeated <- list(
  mean_of("ends(svymean(~spend, d), degf(d))", "spend"),
  mean_of("ends(svymean(~spend, subset(d, stratum == 2 & psu < 4)), degf(d))", "spend", where = part),
  total_of("ends(svytotal(~spend, subset(d, stratum == 2 & psu < 4)), degf(d))", "spend", where = part),
  line("share(~I(q == 3), subset(d, stratum == 2 & psu < 4), 'xlogit')", "proportion", variable = "q", ci = "xlogit", where = part, cell = list(category = "3")),
  line("middle(~spend, subset(d, stratum > 2), 0.5)", "quantile", variable = "spend", probs = 0.5, where = "stratum > 2"),
  line("test(~sexf + agef, subset(d, stratum < 3), 'F')", "crosstab", rows = "sex", columns = "age", tests = one("rao_scott_f"), where = "stratum < 3", cell = list(test = "rao_scott_f")))
entry("replicates.jkn_wholly_drawn", "all", c(nested, list(fpc = one("full"), replicates = list(type = "JKn"))),
  "as.svrepdesign(svydesign(id = ~psu, strata = ~stratum, weights = ~ppsw, fpc = ~full, nest = TRUE, data = s), type = 'JKn')", lines = repeated)
entry("replicates.jkn_zero_weights", "all", list(weight = "zw", strata = "stratum", clusters = one("psu"), nest = TRUE, replicates = list(type = "JKn")),
  "as.svrepdesign(svydesign(id = ~psu, strata = ~stratum, weights = ~zw, nest = TRUE, data = s), type = 'JKn')", lines = repeated)
# a domain of two clusters under BRR: half-samples without it drop out, as in R
pair <- "bstratum == 2"
halves <- "as.svrepdesign(svydesign(id = ~bpsu, strata = ~bstratum, weights = ~ppsw, nest = TRUE, data = s), type = 'BRR', hadamard.matrix = Reduce(kronecker, rep(list(matrix(c(1, 1, 1, -1), 2)), 4)))"
entry("replicates.brr_empty_half", "all", list(weight = "ppsw", strata = "bstratum", clusters = one("bpsu"), nest = TRUE, replicates = list(type = "BRR")), halves, lines = list(
  mean_of("ends(svymean(~spend, subset(d, (bstratum == 2 & bpsu == 1) | (bstratum == 3 & bpsu == 2))), degf(d))", "spend",
    where = "(bstratum == 2 and bpsu == 1) or (bstratum == 3 and bpsu == 2)"),
  line("ends(svyratio(~spend, ~income, subset(d, (bstratum == 2 & bpsu == 1) | (bstratum == 3 & bpsu == 2))), degf(d))", "ratio",
    numerator = "spend", denominator = "income", where = "(bstratum == 2 and bpsu == 1) or (bstratum == 3 and bpsu == 2)"),
  # nobody of age 2 answers 5: that level agrees in all half-samples left, the difference does not
  line("contrast(~as.numeric(q == 5), ~age, subset(d, age > 1 & ((bstratum == 2 & bpsu == 1) | (bstratum == 3 & bpsu == 2))), d)",
    "difference", group = "age", measure = "proportion", variable = "q", categories = one("5"), levels = c("3", "2"),
    where = "age > 1 and ((bstratum == 2 and bpsu == 1) or (bstratum == 3 and bpsu == 2))"),
  line("test(~qf + sexf, subset(d, (bstratum == 2 & bpsu == 1) | (bstratum == 3 & bpsu == 2)), 'F')", "crosstab", rows = "q", columns = "sex",
    tests = one("rao_scott_f"), where = "(bstratum == 2 and bpsu == 1) or (bstratum == 3 and bpsu == 2)", cell = list(test = "rao_scott_f"))))
entry("replicates.columns", "all", list(weight = "ppsw", replicates = list(columns = paste0("rw", 1:8), scale = 7 / 8)),
  "svrepdesign(weights = ~ppsw, repweights = 'rw[1-8]', type = 'other', scale = 7/8, rscales = rep(1, 8), combined.weights = TRUE, data = s)",
  lines = c(repeated, list(
    line("share(~I(q > 2), subset(d, stratum == 2 & psu == 2 & ssu == 1), 'xlogit')", "top_box", variable = "q", categories = c("3", "4", "5"), ci = "xlogit", where = "stratum == 2 and psu == 2 and ssu == 1"),
    line("middle(~late, subset(d, !is.na(late)), 0.5, 0.8)", "quantile", variable = "late", probs = 0.5, level = 0.8))))

document <- list(r = R.version.string, survey = as.character(packageVersion("survey")), data = "tests/reference/data/more.csv", entries = entries)
writeLines(toJSON(document, auto_unbox = TRUE, digits = NA, na = "null", null = "null", pretty = 1), file.path(folder, "further.json"))
